// Finds and reads modules, as Node.js does: ES modules, CommonJS, JSON, packages with conditional exports.
// The engine asks `resolve` and `read` (ModuleHooks.cs); what strangers wrote in package.json is read inside of the sandbox.

import { ask } from "./host.js";
import { decode } from "./text.js";
import { keep, mapPosition } from "./maps.js";
import * as files from "./files.js";

const { parse, stringify } = JSON;

/** Modules of the guest, by the names that programs know them by. */
const builtins = new Map();

/** What Node.js has and a sandbox does not. */
const missing = new Map();

export const addBuiltin = (name, file) => void builtins.set(name, file);
export const addMissing = (name, reason) => void missing.set(name, reason);
export const isBuiltin = (name) => builtins.has(name.replace(/^node:/, ""));
export const builtinNames = () => [...builtins.keys()];

const importConditions = new Set(["import", "node", "default"]);
const requireConditions = new Set(["require", "node", "default"]);
const endings = [".ts", ".mts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".cts", ".json"];

/** The guest's own modules, which are loaded: there are no files of them in a sandbox. */
const own = "/lib/javascript/";

const isTypeScript = (path) => /\.(?:[mc]?ts|tsx|jsx)$/.test(path);

/** The file of a module that another one names; throws where there is none. */
export const resolve = (name, from) => find(name, from, importConditions);

function find(name, from, conditions) {
  if (!from.startsWith(own)) return locate(name, from, conditions);
  // There are no files of the guest's own packages in a sandbox: what they require later was found while the image was made.
  const key = `${conditions === requireConditions} ${from} ${name}`;
  if (!ownPlaces.has(key)) ownPlaces.set(key, locate(name, from, conditions));
  return ownPlaces.get(key);
}

const ownPlaces = new Map();

function locate(name, from, conditions) {
  const plain = name.startsWith("node:") ? name.slice(5) : name;
  if (builtins.has(plain)) return builtins.get(plain);
  if (missing.has(plain) || name.startsWith("node:")) {
    throw failure("ERR_UNKNOWN_BUILTIN_MODULE", `'${name}' is not there in a sandbox${missing.has(plain) ? `: ${missing.get(plain)}` : ""}`);
  }
  if (name.startsWith(own)) return name;
  if (from.startsWith(own) && !from.includes("/node_modules/") && name.startsWith(".")) return join(folderOf(from), name);
  const folder = folderOf(from);
  const found =
    name.startsWith("file://") ? fileAt(decodeURIComponent(name.slice(7)))
    : /^\.{0,2}\//.test(name) || name === "." || name === ".." ? fileAt(name.startsWith("/") ? name : join(folder, name))
    : name.startsWith("#") ? ownImport(name, folder, conditions)
    : inPackage(name, folder, conditions);
  if (found !== undefined) return found;
  throw failure("ERR_MODULE_NOT_FOUND", `Cannot find ${/^[./#]|^file:/.test(name) ? "module" : "package"} '${name}' imported from ${from}`);
}

const failure = (code, message) => Object.assign(new Error(message), { code });

const folderOf = (path) => path.slice(0, Math.max(1, path.lastIndexOf("/")));

function join(folder, path) {
  const parts = folder.split("/");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/") || "/";
}

const isFile = (path) => files.find(path)?.kind === 0x8000;
const isFolder = (path) => files.find(path)?.kind === 0x4000;

/** A file by its path: as it is, compiled from TypeScript under that name, with an ending, or as a folder's index. */
function fileAt(path) {
  if (isFile(path)) return path;
  const compiled = /\.([mc]?)js(x?)$/.exec(path);
  if (compiled !== null) {
    const source = `${path.slice(0, compiled.index)}.${compiled[1]}ts${compiled[2]}`;
    if (isFile(source)) return source;
    if (isFile(`${path.slice(0, compiled.index)}.tsx`)) return `${path.slice(0, compiled.index)}.tsx`;
  }
  for (const ending of endings) {
    if (isFile(path + ending)) return path + ending;
  }
  if (!isFolder(path)) return undefined;
  const { main } = packageAt(path) ?? {};
  if (typeof main === "string") {
    const found = fileAt(join(path, main));
    if (found !== undefined && found !== path) return found;
  }
  return endings.map((ending) => `${path}/index${ending}`).find(isFile);
}

const packages = new Map();

/** The package.json of a folder, or undefined. */
function packageAt(folder) {
  if (!packages.has(folder)) {
    const path = `${folder}/package.json`;
    let found;
    if (isFile(path)) {
      try {
        found = parse(readText(path));
      } catch (error) {
        throw failure("ERR_INVALID_PACKAGE_CONFIG", `Invalid package config ${path}: ${error.message}`);
      }
    }
    packages.set(folder, typeof found === "object" && found !== null ? found : undefined);
  }
  return packages.get(folder);
}

/** The nearest package.json above a file, and its folder. */
function packageOf(folder) {
  for (let at = folder; ; at = folderOf(at)) {
    const found = packageAt(at);
    if (found !== undefined) return [found, at];
    if (at === "/" || at.endsWith("/node_modules")) return [undefined, at];
  }
}

function inPackage(name, folder, conditions) {
  const [, owner, below] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
  if (owner === undefined) return undefined;
  const [own, root] = packageOf(folder);
  if (own?.name === owner && own.exports !== undefined) return exported(own, root, below, conditions);
  for (let at = folder; ; at = folderOf(at)) {
    const place = `${at === "/" ? "" : at}/node_modules/${owner}`;
    if (!at.endsWith("/node_modules") && isFolder(place)) {
      const found = packageAt(place);
      return found?.exports !== undefined && found.exports !== null
        ? exported(found, place, below, conditions)
        : fileAt(below === undefined ? place : place + below);
    }
    if (at === "/") return undefined;
  }
}

/** What a package's `exports` give for a path below it. */
function exported(found, folder, below, conditions) {
  const { exports } = found;
  const isTable = typeof exports === "object" && !Array.isArray(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  const path = `.${below ?? ""}`;
  const target = isTable ? match(exports, path) : path === "." ? [exports, ""] : undefined;
  const file = target && choose(target[0], target[1], conditions);
  if (file === undefined || file === null) {
    throw failure("ERR_PACKAGE_PATH_NOT_EXPORTED", `Package subpath '${path}' is not defined by "exports" in ${folder}/package.json`);
  }
  return fileAt(join(folder, file));
}

function ownImport(name, folder, conditions) {
  const [found, root] = packageOf(folder);
  const target = typeof found?.imports === "object" && found.imports !== null ? match(found.imports, name) : undefined;
  const file = target && choose(target[0], target[1], conditions);
  if (typeof file !== "string") return undefined;
  return file.startsWith("./") ? fileAt(join(root, file)) : find(file, `${root}/package.json`, conditions);
}

/** The entry of a table for a key: the same, or the longest pattern that fits, with what its star stands for. */
function match(table, key) {
  if (Object.hasOwn(table, key) && !key.includes("*")) return [table[key], ""];
  let best;
  for (const pattern of Object.keys(table)) {
    const star = pattern.indexOf("*");
    if (star < 0) continue;
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits = key.startsWith(before) && key.length >= before.length + after.length && key.endsWith(after);
    if (fits && (best === undefined || before.length > best[2])) best = [table[pattern], key.slice(before.length, key.length - after.length), before.length];
  }
  return best;
}

function choose(target, star, conditions) {
  if (typeof target === "string") return target.replaceAll("*", star);
  if (Array.isArray(target)) return target.map((item) => choose(item, star, conditions)).find((item) => item !== undefined && item !== null);
  if (typeof target !== "object" || target === null) return target;
  for (const [condition, value] of Object.entries(target)) {
    if (!conditions.has(condition)) continue;
    const chosen = choose(value, star, conditions);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

const readText = (path) => decode(files.readAll(path)).replace(/^\uFEFF/, "");

const staticImport = /(?:^|;)\s*(?:import\s*(?:[\w${*"']|type\s)|export\s+(?:default|const|let|var|function|async|class|type|interface|enum|namespace|abstract|declare)\b|export\s*[{*])/m;
const commonJs = /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|\bexports\[|defineProperty\(exports\b|\brequire\s*\(/;

/** What a file is: `json`, `cjs` or `esm`. Without a word in package.json its text decides, as in Node.js. */
function kindOf(path, text) {
  if (path.endsWith(".json")) return "json";
  if (/\.m[jt]s$/.test(path)) return "esm";
  if (/\.c[jt]s$/.test(path)) return "cjs";
  const [found] = packageOf(folderOf(path));
  if (found?.type === "module") return "esm";
  const isInstalled = path.includes("/node_modules/");
  if (found?.type === "commonjs" && (isInstalled || !staticImport.test(text))) return "cjs"; // npm init writes it, whatever one writes then
  if (isInstalled && /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|defineProperty\(exports\b/.test(text)) return "cjs";
  return staticImport.test(text) || /\bimport\.meta\b/.test(text) || /^(?:for\s+)?await\b/m.test(text) || !commonJs.test(text) ? "esm" : "cjs";
}

const made = new Map();

/** Makes a module of an object: its members are the names, and it is the default. */
export async function addModule(name, exports) {
  const file = `node:${name}`;
  const names = Object.keys(exports).filter((key) => identifier.test(key) && !reserved.has(key));
  made.set(file, exports);
  addBuiltin(name, file);
  keepNamespace(file, { default: exports });
  sources.set(file, `import { exportsOf } from "${own}boot/modules.js"; const $exports = exportsOf(${stringify(file)}); export default $exports;`
    + names.map((key, index) => `const $${index} = $exports[${stringify(key)}]; export { $${index} as ${key} };`).join(""));
  await import(file);
}

export const exportsOf = (file) => made.get(file);
const sources = new Map();

/** The source of a module, for the engine. */
export function read(path) {
  if (sources.has(path)) return sources.get(path);
  const text = readText(path);
  switch (kindOf(path, text)) {
    case "json": return `export default JSON.parse(${stringify(text)});`;
    case "cjs": return fromCommonJs(path, text);
    default: return withMeta(path, compile(path, text));
  }
}

/** A script's first line may say what runs it. */
const withoutShebang = (text) => (text.startsWith("#!") ? `//${text}` : text);

/** TypeScript and JSX as JavaScript; the map of its lines is kept for errors. */
function compile(path, text) {
  if (!isTypeScript(path)) return withoutShebang(text);
  let compiled;
  try {
    compiled = ask("compile", withoutShebang(text), path);
  } catch (error) {
    throw new SyntaxError(error.message);
  }
  const [code, map] = compiled;
  keep(path, map);
  const decorator = /^\s*@[\w$.]+(?:\(|\s|$)/m.exec(code);
  if (decorator !== null && /\bclass\b/.test(code)) {
    const [line] = mapPosition(path, code.slice(0, decorator.index + decorator[0].indexOf("@")).split("\n").length, 1);
    throw new SyntaxError(`decorators are not supported (${path}:${line}); call the function that they stand for`);
  }
  return code;
}

/** `import.meta` is the engine's; what is in it is set in front of the first line, where it moves no other. */
function withMeta(path, text) {
  if (!/\bimport\.meta\b/.test(text)) return text;
  const [url, file, folder] = [`file://${encodeURI(path)}`, path, folderOf(path)].map(stringify);
  return `import.meta.url=${url};import.meta.filename=${file};import.meta.dirname=${folder};import.meta.main=false;${text}`;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const reserved = new Set("await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield arguments eval".split(" "));

// Tells which names a CommonJS file exports without running it, as Node.js does (cjs-module-lexer).
let lexer;
export const setLexer = (value) => void (lexer = value);

/** A module that exports what a CommonJS file does, which is run when the module is. */
function fromCommonJs(path, text) {
  const names = [...exportedNames(path, text, new Set())].filter((name) => identifier.test(name) && !reserved.has(name));
  return `import { loaded } from "${own}boot/modules.js"; const $exports = loaded(${stringify(path)}); export default $exports;`
    + names.map((name, index) => `const $${index} = $exports?.[${stringify(name)}]; export { $${index} as ${name} };`).join("");
}

function exportedNames(path, text, seen) {
  seen.add(path);
  const names = new Set();
  try {
    const { exports, reexports } = lexer.parse(text);
    exports.forEach((name) => names.add(name));
    for (const name of reexports) {
      const file = find(name, path, requireConditions);
      const source = seen.has(file) || file.startsWith(own) || file.endsWith(".json") ? undefined : readText(file);
      if (source !== undefined && kindOf(file, source) === "cjs") exportedNames(file, source, seen).forEach((inner) => names.add(inner));
    }
  } catch {
    // What cannot be read has its default export.
  }
  names.delete("default");
  return names;
}

const cache = Object.create(null);

/** What a CommonJS file exports, which is run once. */
export const loaded = (path) => requireFile(path);

function requireFile(path) {
  if (cache[path] !== undefined) return cache[path].exports;
  const text = readText(path);
  const kind = kindOf(path, text);
  if (kind === "esm") throw failure("ERR_REQUIRE_ESM", `require() of the ES module ${path} is not supported; use import`);
  const module = { id: path, filename: path, path: folderOf(path), exports: {}, loaded: false, children: [], paths: [] };
  cache[path] = module;
  try {
    if (kind === "json") module.exports = parse(text);
    else {
      const run = ask("evaluate", `(function (exports, require, module, __filename, __dirname) {${compile(path, text)}\n})`, path);
      run.call(module.exports, module.exports, createRequire(path), module, path, module.path);
    }
  } catch (error) {
    delete cache[path];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

/** Runs what the guest's own packages require only when they need it. */
export function preload() {
  const seen = new Set();
  for (let todo = Object.keys(cache); todo.length > 0; todo = Object.keys(cache).filter((path) => !seen.has(path))) {
    for (const path of todo) {
      seen.add(path);
      for (const [, , name] of readText(path).matchAll(/\brequire\s*\(\s*(["'])([^"'\n]+)\1\s*\)/g)) {
        try {
          createRequire(path)(name);
        } catch {
          // A part that wants something else than there is here: whoever needs it is told.
        }
      }
    }
  }
}

/** The exports of the guest's own modules, for `require`. */
const namespaces = new Map();
export const keepNamespace = (file, namespace) => void namespaces.set(file, namespace);

/** `require` as a file sees it. */
export function createRequire(from) {
  const path = String(from).replace(/^file:\/\//, "");
  const require = (name) => {
    const file = find(String(name), path, requireConditions);
    const own = namespaces.get(file);
    return own === undefined ? requireFile(file) : own.default ?? own;
  };
  return Object.assign(require, { resolve: (name) => find(String(name), path, requireConditions), cache, main: undefined });
}

/** Whether a file declares and exports nothing: it is run from its first line to its last. */
export function isScript(path) {
  const text = readText(path);
  return !/\bexport\s+(?:default|const|let|var|function|async|class)\b|\bexport\s*[{*]/.test(text) && !/@capsule-run\/sdk/.test(text) && !/\bmodule\.exports\b|\bexports\.[\w$]+\s*=/.test(text);
}

const specifier = /\b(?:import|export)\b[^"'`;()]*?\bfrom\s*(["'])([^"'\n]+)\1|\bimport\s*(["'])([^"'\n]+)\3|\b(?:import|require)\s*\(\s*(["'])([^"'\n]+)\5/g;

/** Reads the files that a program names anywhere, so that those which it imports later are part of it. */
export function warmUp(entry) {
  const seen = new Set();
  const todo = [entry];
  while (todo.length > 0 && seen.size < 20_000) {
    const path = todo.pop();
    if (seen.has(path) || path.startsWith("/lib/")) continue;
    seen.add(path);
    const text = readText(path);
    if (path.endsWith(".json")) continue;
    for (const found of text.matchAll(specifier)) {
      for (const conditions of [importConditions, requireConditions]) {
        try {
          todo.push(find(found[2] ?? found[4] ?? found[6], path, conditions));
        } catch {
          // It may never be imported; whoever does is told.
        }
      }
    }
  }
}
