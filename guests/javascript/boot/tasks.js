// The tasks that a program declares, and calling them: see sdk/index.js.

import { start } from "./host.js";
import { encode, InvalidResult } from "./results.js";
import { framesOf } from "./errors.js";

/** Every task declared in this sandbox, in the order of declaration. */
export const registry = [];

/** A task failed. */
export class TaskError extends Error {
  name = "TaskError";

  constructor(result) {
    const { error_type = "internal_error", message = "" } = result.error ?? {};
    super(`${result.execution?.task_name}: ${error_type}: ${message}`);
    this.errorType = error_type;
    this.result = result;
  }
}

/** The envelope of a task. */
export class TaskResult {
  constructor(envelope) {
    Object.assign(this, envelope);
  }

  /** What the task returned; throws a TaskError if it failed. */
  unwrap() {
    if (!this.success) throw new TaskError(this);
    return this.result;
  }
}

/** Declares a function as a task. */
export function declare(options, run) {
  if (typeof options === "function") [options, run] = [typeof run === "object" && run !== null ? run : {}, options];
  if (typeof options === "string") options = { name: options };
  if (typeof run !== "function") throw new TypeError("task(options, function): a task needs a function");
  if (run.isCapsuleTask === true) throw new TypeError("the function is declared as a task twice");
  const [file, line] = placeOf(new Error());
  const task = { options: namesOfHost(options), run, file, line };
  task.handle = callable((...args) => begin({ task: task.options.name ?? task.handle.name }, args), task.options.name ?? run.name);
  registry.push(task);
  return task.handle;
}

/** Another program of the project: its properties are its tasks. */
export function program(file) {
  if (typeof file !== "string") throw new TypeError(`program(file) takes the path of a file as text, not ${String(file)}`);
  // A promise would be asked for "then", and a program with one looks like a promise.
  return new Proxy(Object.create(null), {
    get: (_, name) => (typeof name === "string" && name !== "then" ? callable((...args) => begin({ task: name, program: file }, args), name) : undefined),
  });
}

/** A function that runs a task, with what else a task can do. */
function callable(run, name) {
  Object.defineProperty(run, "name", { value: name });
  return Object.assign(run, { isCapsuleTask: true, start: run, map: (items, how) => map(run, items, how) });
}

/** Starts a task in a sandbox of its own. Gives a promise of its envelope, with a way to cancel it. */
function begin(which, args) {
  let payload;
  try {
    payload = encode({ args, kwargs: {} }, "arguments");
  } catch (error) {
    if (!(error instanceof InvalidResult)) throw error;
    throw new TypeError(`a task takes what JSON can hold: ${error.message}`);
  }
  const operation = start("task.run", payload, which);
  const result = operation.then(([envelope]) => new TaskResult(envelope));
  result.cancel = operation.cancel;
  result.result = () => result;
  return result;
}

/** Calls a task once for each item, all at the same time or so many as `concurrency` says. */
async function map(call, items, { concurrency } = {}) {
  if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 1)) {
    throw new RangeError(`concurrency=${concurrency} is not valid; use a whole number from 1`);
  }
  const all = [...(items instanceof TaskResult ? items.unwrap() : items)];
  const results = new Array(all.length);
  const todo = all.entries();
  const work = async () => {
    for (const [index, item] of todo) results[index] = await call(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency ?? all.length, all.length) }, work));
  return results;
}

/** Options by the names that the host knows, in its units: a number of time is milliseconds here and seconds there. */
function namesOfHost(options) {
  if (typeof options !== "object" || options === null) throw new TypeError(`the options of a task are an object, not ${options}`);
  const times = new Set(["timeout", "initial", "max_delay"]);
  const convert = (values) => Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value])
      .map(([key, value]) => [key, times.has(key) && typeof value === "number" ? `${value}ms` : value]),
  );
  const converted = convert(options);
  if (typeof converted.retry === "object" && converted.retry !== null) converted.retry = convert(converted.retry);
  return converted;
}

const place = /([^\s()]+):(\d+):\d+\)?$/;

function placeOf(error) {
  const match = place.exec(framesOf(error)[0] ?? "");
  return match === null ? ["", 0] : [match[1], Number(match[2])];
}

