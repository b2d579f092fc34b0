// Globals that need no package, and those that packages need when they are loaded.

import { clock } from "./clock.js";
import { createConsole } from "./console.js";
import { process } from "./process.js";
import { random } from "./random.js";
import { TextDecoder, TextEncoder } from "./text.js";
import { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "./timers.js";
import { format, inspect } from "./inspect.js";

/** Defines globals as the engine does its own. */
export function define(values) {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

Object.defineProperty(Math, "random", { value: random, writable: true, configurable: true });
define({
  global: globalThis,
  self: globalThis,
  process,
  console: createConsole(format, inspect),
  performance: clock,
  TextEncoder,
  TextDecoder,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
});
