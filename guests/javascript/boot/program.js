// Loads a program and runs its tasks. The host calls `load` once when it builds, and `run` in each sandbox.

import { describe } from "./errors.js";
import { encode, InvalidResult } from "./results.js";
import { isScript, warmUp } from "./modules.js";
import { areChanged, withOriginals } from "./originals.js";
import { registry } from "./tasks.js";
import { idle as nextStep } from "./timers.js";
import { processState } from "./process.js";

const { parse, stringify } = JSON;
const OwnPromise = Promise;
const OK = "0";
const FAILED = "1";

// The program's entry: the exports of its module, and its file where it is a script that declares nothing.
let entry;
let script;

/** Imports the program's module. Answers what it declares, for the host to check. */
export const load = answering(async (text) => {
  const { file } = parse(text);
  processState.argv = ["node", file];
  if (isScript(file)) script = file;
  else entry = await import(file);
  const tasks = registry.map((task) => manifestOf(task));
  return OK + stringify({ tasks, plain_main: script !== undefined || plainMain() !== undefined });
});

/** Runs one attempt of one task. Answers its result as JSON, or what went wrong. */
export const run = answering(async (text) => {
  const call = parse(text);
  processState.argv = ["node", `/workspace/${call.argv[0]}`, ...call.argv.slice(1)];
  Object.assign(processState.env, call.env);
  const run = find(call.task);
  const named = Object.keys(call.kwargs).length > 0 ? [call.kwargs] : [];
  return OK + encodeOf(await run(...call.args, ...named));
});

/** The JSON of a result, also where the program has changed what makes it. */
function encodeOf(value) {
  try {
    return encode(value);
  } catch (error) {
    if (!areChanged()) throw error;
    return withOriginals(() => encode(value));
  }
}

/** Loads the modules that the program names and may import later, so that they are part of it. Nothing of them is run. */
export const scan = answering(async (text) => {
  warmUp(parse(text).file);
  return OK + "[]";
});

/** Runs a cell of a session, or answers a question about one. */
export const session = answering(async (text, failed) => {
  const { execute } = await import("/lib/javascript/boot/session.js");
  return OK + (await execute(text, failed));
});

/** Does what is due next. Gives whether there was anything. */
export function idle() {
  try {
    return nextStep();
  } catch (error) {
    reject(error);
    return true;
  }
}

let fail = () => {};

/** Fails the call: something threw, or was rejected, and nobody handled it. */
export const reject = (error) => fail(error);

/** Fails the call: it awaits what nothing can settle. */
export const abandon = () =>
  fail(new Error("deadlock: the task awaits a promise that no timer, host call or other code can settle any more"));

/** Gives a promise of an answer, whatever the work does. Only `await` is sure to be the language's own. */
function answering(work) {
  return async (text) => {
    try {
      return await (work.length > 1 ? withFailure(work, text) : firstOf(work, text));
    } catch (error) {
      return FAILED + withOriginals(() => whyFailed(error));
    } finally {
      fail = () => {};
    }
  };
}

/** What the work gives, or what fails it before. */
function firstOf(work, text) {
  return new OwnPromise(async (resolve, reject) => {
    fail = reject;
    try {
      resolve(await work(text));
    } catch (error) {
      reject(error);
    }
  });
}

/** Leaves it to the work what is done when it fails. */
function withFailure(work, text) {
  const failed = new OwnPromise((_, reject) => (fail = reject));
  ignore(failed);
  return work(text, failed);
}

async function ignore(promise) {
  try {
    await promise;
  } catch {
    // Whoever waits for it is told.
  }
}

const whyFailed = (error) => error instanceof InvalidResult
  ? stringify({ kind: "invalid_result", message: error.message.toWellFormed() })
  : describe(error);

/** A function named `main` that is no task, or the module's default. */
function plainMain() {
  const functions = [entry?.main, entry?.default, entry?.default?.main];
  return functions.find((value) => typeof value === "function" && value.isCapsuleTask !== true);
}

function find(name) {
  if (script !== undefined) return async () => void (await import(script));
  const declared = registry.findLast((task) => nameOf(task) === name);
  return declared === undefined ? plainMain() : declared.run;
}

function nameOf(task) {
  if (task.options.name !== undefined) return task.options.name;
  const exported = Object.entries(entry ?? {}).find(([name, value]) => name !== "default" && value === task.handle);
  return exported?.[0] ?? task.run.name;
}

function manifestOf(task) {
  const name = nameOf(task);
  return {
    name: typeof name === "string" ? name : null,
    function: `${task.file.replace(/^\/workspace\//, "")}:${typeof name === "string" ? name : "task"}`,
    line: task.line,
    options: Object.fromEntries(Object.entries(task.options).map(([key, value]) => [key, plain(value)])),
  };
}

/** An option's value as JSON; what JSON cannot hold is sent as text, for the host to refuse. */
function plain(value) {
  try {
    return { json: parse(encode(value)) };
  } catch {
    return { text: String(value).slice(0, 200), type: typeof value };
  }
}
