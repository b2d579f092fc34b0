// What programs expect to be there: globals of the web and of Node.js, and the modules that they import by name.

import { addBuiltin, keepNamespace } from "./modules.js";
import { clock } from "./clock.js";
import { createConsole } from "./console.js";
import { process } from "./process.js";
import { getRandomValues, random, randomUUID } from "./random.js";
import { TextDecoder, TextEncoder } from "./text.js";
import { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "./timers.js";
import { format, inspect } from "./inspect.js";
import * as sdk from "../sdk/index.js";

function define(values) {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

Object.defineProperty(Math, "random", { value: random, writable: true, configurable: true });
define({
  global: globalThis,
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
  crypto: { getRandomValues, randomUUID },
});

const modules = { "@capsule-run/sdk": ["../sdk/index.js", sdk] };
for (const [name, [path, namespace]] of Object.entries(modules)) {
  const file = path.replace("..", "/lib/javascript");
  addBuiltin(name, file);
  keepNamespace(file, namespace);
}

delete globalThis.__capsule_runner;
