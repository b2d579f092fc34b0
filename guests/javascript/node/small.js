// Modules of Node.js that take a few lines each.

import { clock } from "../boot/clock.js";
import { builtinNames, createRequire, isBuiltin } from "../boot/modules.js";
import { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "../boot/timers.js";

export const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };

/** Settles when a timer is over, or a signal ends the wait. */
function after(start, stop, value, { signal } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = start(() => resolve(value));
    signal?.addEventListener("abort", () => {
      stop(timer);
      reject(signal.reason);
    });
  });
}

export const timersPromises = {
  setTimeout: (delay, value, options) => after((done) => setTimeout(done, delay), clearTimeout, value, options),
  setImmediate: (value, options) => after(setImmediate, clearImmediate, value, options),
  async *setInterval(delay, value, options) {
    for (;;) yield await after((done) => setTimeout(done, delay), clearTimeout, value, options);
  },
  scheduler: { wait: (delay, options) => after((done) => setTimeout(done, delay), clearTimeout, undefined, options), yield: () => after(setImmediate, clearImmediate) },
};

export const os = {
  EOL: "\n",
  devNull: "/dev/null",
  arch: () => "wasm32",
  platform: () => "linux",
  type: () => "Linux",
  release: () => "0.0.0",
  version: () => "capsule",
  machine: () => "wasm32",
  endianness: () => "LE",
  hostname: () => "capsule",
  homedir: () => "/home/capsule",
  tmpdir: () => "/tmp",
  cpus: () => [],
  availableParallelism: () => 1,
  totalmem: () => 0,
  freemem: () => 0,
  loadavg: () => [0, 0, 0],
  uptime: () => clock.now() / 1000,
  networkInterfaces: () => ({}),
  userInfo: () => ({ uid: 1000, gid: 1000, username: "capsule", homedir: "/home/capsule", shell: null }),
  constants: { signals: {}, errno: {} },
};

export const perfHooks = { performance: clock, PerformanceObserver: class { observe() {} disconnect() {} } };

export const moduleModule = { createRequire, isBuiltin, get builtinModules() { return builtinNames(); } };

export const querystring = {
  parse: (text) => {
    const result = Object.create(null);
    for (const [name, value] of new URLSearchParams(text)) {
      result[name] = name in result ? [result[name], value].flat() : value;
    }
    return result;
  },
  stringify: (values) => Object.entries(values ?? {})
    .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one ?? "")}`)).join("&"),
  escape: encodeURIComponent,
  unescape: decodeURIComponent,
};
querystring.decode = querystring.parse;
querystring.encode = querystring.stringify;
