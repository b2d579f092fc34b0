// The guest's runner: what the host calls. With it the host can load all other modules (boot/library.js).

import { abandon, idle, load, reject, run, scan, session } from "./program.js";
import { read, resolve } from "./modules.js";

globalThis.__capsule_runner = { load, run, scan, session, idle, abandon, reject, resolve, read };
