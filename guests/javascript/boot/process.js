// `process`: its arguments and its environment come with each call.

import { ask } from "./host.js";
import { now } from "./clock.js";
import * as files from "./files.js";

export const processState = {
  argv: ["node"],
  env: { HOME: "/home/capsule", LANG: "C.UTF-8", PATH: "/usr/bin", TMPDIR: "/tmp", TZ: "UTC" },
};

const nothing = () => process;

function hrtime(before) {
  const time = Math.round(now() * 1e6);
  const [seconds, nanoseconds] = [Math.floor(time / 1e9), time % 1e9];
  if (before === undefined) return [seconds, nanoseconds];
  const difference = (seconds - before[0]) * 1e9 + nanoseconds - before[1];
  return [Math.floor(difference / 1e9), difference % 1e9];
}

hrtime.bigint = () => BigInt(Math.round(now() * 1e6));

const stream = (number) => ({
  fd: number,
  isTTY: false,
  writable: true,
  columns: 80,
  write(chunk, encoding, done) {
    if (typeof chunk === "string") ask("print", `${number}${chunk}`);
    else files.writeAll(number, chunk);
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") queueMicrotask(() => callback());
    return true;
  },
  end(chunk) {
    if (chunk !== undefined && chunk !== null) this.write(chunk);
    return this;
  },
  on: () => process.stdout,
  once: () => process.stdout,
  emit: () => false,
  removeListener: () => process.stdout,
});

export const process = {
  title: "node",
  pid: 1,
  ppid: 0,
  arch: "wasm32",
  platform: "linux",
  version: "v22.0.0",
  versions: { node: "22.0.0", quickjs: "0.17.0" },
  release: { name: "node" },
  execPath: "/usr/bin/node",
  execArgv: [],
  exitCode: undefined,
  features: {},
  config: {},
  get argv() {
    return processState.argv;
  },
  set argv(value) {
    processState.argv = value;
  },
  argv0: "node",
  get env() {
    return processState.env;
  },
  set env(value) {
    processState.env = value;
  },
  stdout: stream(1),
  stderr: stream(2),
  stdin: { fd: 0, isTTY: false, read: () => null, on: () => process.stdin, resume: () => process.stdin, async *[Symbol.asyncIterator]() {} },
  cwd: files.workingFolder,
  chdir: files.changeFolder,
  exit(code = process.exitCode ?? 0) {
    ask("exit", String(Number(code) | 0));
  },
  abort() {
    ask("exit", "134");
  },
  umask: () => 0o22,
  getuid: () => 1000,
  geteuid: () => 1000,
  getgid: () => 1000,
  getegid: () => 1000,
  uptime: () => now() / 1000,
  hrtime,
  memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
  cpuUsage: () => ({ user: Math.round(now() * 1000), system: 0 }),
  nextTick: (callback, ...values) => queueMicrotask(() => callback(...values)),
  emitWarning: (warning) => void ask("print", `2(node) ${warning?.name ?? "Warning"}: ${warning?.message ?? warning}\n`),
  on: nothing,
  once: nothing,
  off: nothing,
  addListener: nothing,
  removeListener: nothing,
  removeAllListeners: nothing,
  prependListener: nothing,
  emit: () => false,
  listeners: () => [],
  listenerCount: () => 0,
  binding() {
    throw new Error("process.binding is not there in a sandbox");
  },
};
