// AbortController and AbortSignal.

import { define } from "../boot/globals.js";
import ponyfill from "abortcontroller-polyfill/dist/cjs-ponyfill.js";

const { AbortController, AbortSignal } = ponyfill;

AbortSignal.prototype.throwIfAborted ??= function () {
  if (this.aborted) throw this.reason;
};
/** The package dispatches events that do not know where. */
const { dispatchEvent } = AbortSignal.prototype;
AbortSignal.prototype.dispatchEvent = function (event) {
  for (const name of ["target", "currentTarget"]) Object.defineProperty(event, name, { value: this, configurable: true });
  return dispatchEvent.call(this, event);
};

const abortedBy = (start) => {
  const controller = new AbortController();
  start((reason) => controller.abort(reason));
  return controller.signal;
};

/** What the package lacks. */
AbortSignal.abort ??= (reason = new DOMException("This operation was aborted", "AbortError")) => abortedBy((abort) => abort(reason));
AbortSignal.timeout ??= (delay) =>
  abortedBy((abort) => void setTimeout(() => abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")), delay));
AbortSignal.any ??= (signals) => abortedBy((abort) => {
  const all = [...signals];
  const aborted = all.find((signal) => signal.aborted);
  if (aborted !== undefined) abort(aborted.reason);
  else all.forEach((signal) => signal.addEventListener("abort", () => abort(signal.reason), { once: true }));
});
define({ AbortController, AbortSignal });
