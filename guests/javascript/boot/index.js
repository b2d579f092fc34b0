// The guest's runner: what the host calls. With it the host can load all other modules (boot/library.js).

import { abandon, idle, load, reject, run, scan } from "./program.js";
import { read, resolve } from "./modules.js";

globalThis.__capsule_runner = { load, run, scan, idle, abandon, reject, resolve, read };
