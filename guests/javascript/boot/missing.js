// What has to be there before any package is loaded.

import { createRequire, setLexer } from "./modules.js";

// The engine lacks it, and a package looks for it while it is loaded.
globalThis.Atomics ??= {};

setLexer(createRequire("/lib/javascript/boot/missing.js")("cjs-module-lexer"));
