// Runs one module of CPython's tests in Pyodide under Node.js, whose Python is the guest's: what fails there too is no fault of ours.
//
// Usage: node eng/cpython-tests.mjs FOLDER MODULE     FOLDER has the package 'test'

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, module] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../guests/python/package.json"));
const { loadPyodide } = require("pyodide");
const pyodide = await loadPyodide({ stdout: () => {}, stderr: () => {} });
pyodide.FS.mkdirTree("/cpython/test");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: join(folder, "test") }, "/cpython/test");
pyodide.runPython(readFileSync(join(here, "cpython-tests.py"), "utf8"));
process.stdout.write(`${pyodide.globals.get("main")(module)}\n`);
process.exit(0);
