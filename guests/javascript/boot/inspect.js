// Shows values as Node.js does.

import "./missing.js";
import inspector from "node-inspect-extracted";

delete globalThis.Atomics;

export const { format, formatWithOptions, inspect, stripVTControlCharacters } = inspector;
