// A session: cells run one after the other in one global scope. The host calls `execute` with a request in JSON and gets an answer in JSON; it
// believes nothing of it.

import { compile, read } from "./cells.js";
import { describe, Exit } from "./errors.js";
import { ask, call as callHost, endAll } from "./host.js";
import { inspect } from "./inspect.js";
import { processState } from "./process.js";
import { forget as forgetRandom } from "./random.js";
import { encode } from "./results.js";
import { clearAll } from "./timers.js";

const { parse, stringify } = JSON;
const COMPLETIONS = 500;
const SHOWN = 1 << 20;

let granted = [];

/** Does what one request asks for. */
export async function execute(text, failed) {
  const request = parse(text);
  return operations[request.op](request, failed);
}

const operations = { run, check, split, complete };

async function run({ source, name, number, args, reseed, env }, failed) {
  if (reseed) {
    forgetRandom();
    for (const one of granted) delete processState.env[one];
    Object.assign(processState.env, env);
    granted = Object.keys(env ?? {});
  }
  if (args !== undefined) globalThis.args = args;
  globalThis.display ??= display;
  globalThis.exit ??= exit;
  process.exit = exit;
  const file = `/workspace/${name ?? `<cell ${number}>`}`;
  let [shown, error, assigned] = [null, null, null];
  try {
    let code;
    [code, assigned] = compile(source, file);
    const running = ask("cell", code, file);
    const { value } = await Promise.race([running, failed]);
    if (value !== undefined) {
      globalThis._ = value;
      shown = show(value);
    }
  } catch (raised) {
    error = parse(describe(raised));
  }
  settle();
  return `{"value":${shown ?? "null"},"error":${error === null ? "null" : stringify(error)},"assigned":${stringify(assigned)}}`;
}

/** Ends the session where whoever runs it lets it: the state is whole. */
function exit(code = 0) {
  throw new Exit(Number(code) | 0);
}

/** What the host, timers and promises do for a cell ends with it. */
function settle() {
  clearAll();
  endAll();
}

/** The answer to a cell that was told to end in the midst of it. */
export function interrupted() {
  settle();
  const error = { exception: "Interrupted", message: "the cell was interrupted", traceback: "Interrupted: the cell was interrupted\n", exit_code: null, denied: false };
  return `0{"value":null,"error":${stringify(error)},"assigned":null}`;
}

function show(value) {
  const text = textOf(value);
  let json = "null";
  try {
    json = encode(value);
  } catch {
    // It is shown, and has no form in JSON.
  }
  return `{"repr":${stringify(text)},"json":${json},"data":${stringify(bundleOf(value, text))}}`;
}

const textOf = (value) => inspect(value).slice(0, SHOWN).toWellFormed();

/** A value by its media types: what it says of itself as HTML, else its text. */
function bundleOf(value, text = textOf(value)) {
  const bundle = { "text/plain": text };
  if (typeof value?.toHTML === "function") bundle["text/html"] = String(value.toHTML()).toWellFormed();
  return bundle;
}

/** Shows values among what is printed. */
function display(...values) {
  for (const value of values) callHost("session.display", new Uint8Array(ask("encode", stringify(bundleOf(value)))));
}

/** Whether source is a whole cell, as a person types it: line by line. */
async function check({ source }) {
  const [tree, error] = read(source);
  if (tree !== null) return '"complete"';
  if (error.pos >= source.trimEnd().length || /Unterminated (?:template|comment)/.test(error.message)) return '"incomplete"';
  try {
    ask("compile", source, "/workspace/<input>");
    return '"complete"';
  } catch {
    return '"invalid"';
  }
}

/** The statements of a file, each as a cell. */
async function split({ source }) {
  const [tree] = read(source);
  return stringify(tree === null ? [source] : tree.body.map(({ start, end }) => source.slice(start, end)));
}

/** What may follow the end of a line: where what is replaced starts, and the replacements. */
async function complete({ line }) {
  const word = /[\w$.]*$/.exec(line)[0];
  const names = word.split(".");
  const last = names.pop();
  let target = globalThis;
  for (const name of names) target = Object.getOwnPropertyDescriptor(Object(target), name)?.value ?? (typeof target?.[name] === "object" ? target[name] : undefined);
  const found = new Set();
  for (let at = target === undefined || target === null ? null : Object(target); at !== null && found.size < COMPLETIONS; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name.startsWith(last) && /^[\w$]+$/.test(name) && !name.startsWith("__")) found.add([...names, name].join("."));
    }
  }
  return stringify({ start: line.length - word.length, matches: word === "" ? [] : [...found].sort().slice(0, COMPLETIONS) });
}
