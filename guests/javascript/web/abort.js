// AbortController and AbortSignal.

import { define } from "../boot/globals.js";
import ponyfill from "abortcontroller-polyfill/dist/cjs-ponyfill.js";

const { AbortController, AbortSignal } = ponyfill;

AbortSignal.prototype.throwIfAborted ??= function () {
  if (this.aborted) throw this.reason;
};
define({ AbortController, AbortSignal });
