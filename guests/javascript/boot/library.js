// What programs expect to be there: globals of the web and of Node.js, and the modules that they import by name. The order counts:
// packages look for globals while they are loaded.

import "./missing.js";
import "./globals.js";
import "../web/events.js";
import "../web/abort.js";
import "../web/messages.js";
import "../web/streams.js";
import "../web/data.js";
import "../web/crypto.js";
import "../web/fetch.js";
import "../node/modules.js";
import "./code.js";
import { interrupted } from "./session.js";
import { forget as forgetClock } from "./clock.js";
import { preload } from "./modules.js";
import { forget as forgetRandom } from "./random.js";

preload();

// Nothing that differs between two sandboxes stays in the image.
forgetClock();
forgetRandom();

globalThis.__capsule_runner.interrupted = interrupted;
