// Timers and the event loop: what is done when no job is left.

import { ask, isWaiting, wait } from "./host.js";
import { now } from "./clock.js";

const timers = new Map();
const soon = [];
let lastId = 0;

class Timeout {
  constructor(callback, delay, args, repeats) {
    if (typeof callback !== "function") throw Object.assign(new TypeError('The "callback" argument must be of type function'), { code: "ERR_INVALID_ARG_TYPE" });
    this._delay = delay >= 1 && delay <= 0x7fffffff ? delay : 1;
    Object.assign(this, { _callback: callback, _args: args, _repeats: repeats, _id: ++lastId });
    this.refresh();
  }

  refresh() {
    this._time = now() + this._delay;
    timers.set(this._id, this);
    return this;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  hasRef() {
    return true;
  }

  close() {
    timers.delete(this._id);
    return this;
  }

  [Symbol.toPrimitive]() {
    return this._id;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

export const setTimeout = (callback, delay, ...args) => new Timeout(callback, Number(delay), args, false);
export const setInterval = (callback, delay, ...args) => new Timeout(callback, Number(delay), args, true);
export const clearTimeout = (timer) => void timers.delete(timer instanceof Timeout ? timer._id : Number(timer));
export const clearInterval = clearTimeout;

export function setImmediate(callback, ...args) {
  const entry = { callback, args };
  soon.push(entry);
  return entry;
}

export function clearImmediate(entry) {
  const index = soon.indexOf(entry);
  if (index >= 0) soon.splice(index, 1);
}

/** Forgets all timers. */
export function clearAll() {
  timers.clear();
  soon.length = 0;
}

/** Does what is due next: immediates, timers, or answers of the host. Gives whether there was anything. */
export function idle() {
  if (soon.length > 0) {
    const { callback, args } = soon.shift();
    callback(...args);
    return true;
  }
  const next = nextTimer();
  if (next === undefined) {
    if (!isWaiting()) return false;
    wait(null);
    return true;
  }
  const left = next._time - now();
  if (left > 0) {
    if (isWaiting()) wait(left / 1000);
    else ask("sleep", String(left));
    return true;
  }
  if (next._repeats) next.refresh();
  else timers.delete(next._id);
  next._callback(...next._args);
  return true;
}

/** Of two timers for the same time, the one that was set first. */
function nextTimer() {
  let next;
  for (const timer of timers.values()) {
    if (next === undefined || timer._time < next._time) next = timer;
  }
  return next;
}
