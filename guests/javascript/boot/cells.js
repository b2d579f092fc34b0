// Cells of a session: each is run in the global scope, and what it declares is there for the next.

import { parse } from "acorn";
import { ask } from "./host.js";

const options = { ecmaVersion: "latest", sourceType: "module", allowAwaitOutsideFunction: true, allowHashBang: true };

/** The tree of JavaScript, or the error that it is none. */
export function read(source) {
  try {
    return [parse(source, options), null];
  } catch (error) {
    return [null, error];
  }
}

/**
 * A cell as a script: TypeScript is compiled, imports are awaited, and what is declared twice is set again. With it goes the name that its last
 * statement declares: empty for several, null where it declares none.
 */
export function compile(source, file) {
  let [tree, problem] = read(source);
  let code = source;
  if (tree === null) {
    // It may be TypeScript. Where it is not, the mistake in JavaScript is what is told.
    try {
      [code] = ask("compile", source, file);
    } catch (error) {
      throw syntaxError(/\(.*:(\d+):(\d+)\)/.test(error.message) ? error.message : problem.message);
    }
    [tree, problem] = read(code);
    if (tree === null) throw syntaxError(problem.message);
  }
  return [rewrite(code, tree), declaredBy(tree.body.at(-1))];
}

function declaredBy(node) {
  if (node?.type !== "VariableDeclaration") return null;
  const { id } = node.declarations.at(-1);
  return id.type === "Identifier" ? id.name : "";
}

const syntaxError = (message) => new SyntaxError(message);

/** Replaces parts of a text, each with as many lines as it had, so that errors have the lines of the cell. */
function rewrite(code, tree) {
  const edits = [];
  for (const node of tree.body) edit(node, code, edits);
  let result = "";
  let position = 0;
  for (const [start, end, text] of edits) {
    result += code.slice(position, start) + text;
    position = end;
  }
  return result + code.slice(position);
}

const lines = (code, node) => "\n".repeat(code.slice(node.start, node.end).split("\n").length - 1);

function edit(node, code, edits) {
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind === "let" || node.kind === "const") edits.push([node.start, node.start + node.kind.length, "var"]);
      break;
    case "ClassDeclaration":
      edits.push([node.start, node.start, `var ${node.id.name} = `], [node.end, node.end, ";"]);
      break;
    case "ImportDeclaration":
      edits.push([node.start, node.end, importOf(node) + lines(code, node)]);
      break;
    case "ExportNamedDeclaration":
      if (node.declaration === null) edits.push([node.start, node.end, lines(code, node)]);
      else {
        edits.push([node.start, node.declaration.start, ""]);
        edit(node.declaration, code, edits);
      }
      break;
    case "ExportDefaultDeclaration": {
      const isNamed = /Declaration$/.test(node.declaration.type) && node.declaration.id !== null;
      edits.push([node.start, node.declaration.start, isNamed ? "" : "("]);
      if (isNamed) edit(node.declaration, code, edits);
      else edits.push([node.declaration.end, node.end, ");"]);
      break;
    }
    case "ExportAllDeclaration":
      edits.push([node.start, node.end, lines(code, node)]);
      break;
  }
}

function importOf({ source, specifiers }) {
  const from = `await import(${JSON.stringify(source.value)})`;
  const whole = specifiers.find((one) => one.type === "ImportNamespaceSpecifier");
  const parts = specifiers
    .filter((one) => one !== whole)
    .map((one) => `${one.type === "ImportDefaultSpecifier" ? "default" : nameOf(one.imported)}: ${one.local.name}`);
  const places = [whole === undefined ? "" : `${whole.local.name} = ${from}`, parts.length === 0 ? "" : `{ ${parts.join(", ")} } = ${from}`].filter(Boolean);
  return places.length === 0 ? `void (${from});` : `var ${places.join(", ")};`;
}

const nameOf = (node) => (node.type === "Identifier" ? node.name : JSON.stringify(node.value));
