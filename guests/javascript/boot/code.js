// Runs code once, with no state before or after it: what CapsuleRuntime.ExecuteAsync has as its program.

import { compile } from "./cells.js";
import { Exit } from "./errors.js";
import { ask } from "./host.js";
import { inspect } from "./inspect.js";
import { encode } from "./results.js";
import { declare as task } from "./tasks.js";

const file = "/workspace/<code>";

/** Makes `main` the task of the program that is being loaded. */
export const declare = () => void task({ name: "main" }, main);

/** Gives the value of the last expression, or its text where JSON has no form for it. */
async function main(source, args) {
  Object.assign(globalThis, { args, display, exit });
  process.exit = exit;
  const [code] = compile(source, file);
  try {
    const { value } = await ask("cell", code, file);
    return showable(value);
  } catch (error) {
    if (error instanceof Exit && error.code === 0) return null;
    throw error;
  }
}

/** Prints values: whoever executes code once gets text. */
function display(...values) {
  for (const value of values) console.log(value);
}

function exit(code = 0) {
  throw new Exit(Number(code) | 0);
}

function showable(value) {
  try {
    encode(value);
    return value;
  } catch {
    return inspect(value).toWellFormed();
  }
}
