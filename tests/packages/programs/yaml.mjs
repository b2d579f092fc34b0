import { parse, parseAllDocuments, parseDocument, stringify } from "yaml";

export const main = () => {
  const document = parseDocument("# top\na: 1 # one\nb: &x [1, 2]\nc: *x\n");
  document.set("d", { e: "multi\nline" });
  return [
    parse("a: [1, 0x1f, ~, yes]\nb: {c: 2024-01-01}\nd: |\n  x\n  y\n"), String(document), document.toJS(), parseAllDocuments("a: 1\n---\nb: 2\n").map((one) => one.toJS()),
    stringify({ list: [1, { a: null }], text: "a: b", long: "x".repeat(90) }), (() => { try { parse("a: [1"); return ""; } catch (error) { return error.name; } })(),
  ];
};
