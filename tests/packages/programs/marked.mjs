import { Marked, marked } from "marked";

export const main = async () => [
  marked.parse("# Title\n\n- one\n- [ ] two\n\n| a | b |\n|---|--:|\n| 1 | `2` |\n\n```js\nlet x = 1 < 2;\n```\n<https://a.b> **bold** _em_ ~~del~~"),
  await new Marked({ async: true, renderer: { heading: ({ text, depth }) => `[${depth}:${text}]` } }).parse("## x"), marked.lexer("a\n\n> b").map(({ type }) => type),
];
