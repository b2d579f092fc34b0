// Files of the sandbox, at once: what node:fs is made of.

import { ask, bufferOf } from "./host.js";

const names = new Map([
  [2, ["EACCES", "permission denied"]], [6, ["EAGAIN", "resource temporarily unavailable"]], [8, ["EBADF", "bad file descriptor"]],
  [10, ["EBUSY", "resource busy or locked"]], [20, ["EEXIST", "file already exists"]], [22, ["EFBIG", "file too large"]],
  [25, ["EILSEQ", "illegal byte sequence"]], [28, ["EINVAL", "invalid argument"]], [29, ["EIO", "i/o error"]],
  [31, ["EISDIR", "illegal operation on a directory"]], [32, ["ELOOP", "too many symbolic links encountered"]],
  [33, ["EMFILE", "too many open files"]], [37, ["ENAMETOOLONG", "name too long"]], [44, ["ENOENT", "no such file or directory"]],
  [48, ["ENOMEM", "not enough memory"]], [51, ["ENOSPC", "no space left on device"]], [52, ["ENOSYS", "function not implemented"]],
  [54, ["ENOTDIR", "not a directory"]], [55, ["ENOTEMPTY", "directory not empty"]], [63, ["EPERM", "operation not permitted"]],
  [69, ["EROFS", "read-only file system"]], [70, ["ESPIPE", "invalid seek"]], [75, ["EXDEV", "cross-device link not permitted"]],
  [138, ["ENOTSUP", "operation not supported"]],
]);

/** An error as Node.js has it. */
export function systemError(number, syscall, path, dest) {
  const [code, text] = names.get(number) ?? ["EIO", `error ${number}`];
  const at = path === undefined ? "" : ` '${path}'`;
  const to = dest === undefined ? "" : ` -> '${dest}'`;
  const error = new Error(`${code}: ${text}, ${syscall}${at}${to}`);
  return Object.assign(error, { errno: -number, code, syscall }, path === undefined ? {} : { path }, dest === undefined ? {} : { dest });
}

function operate(name, values, bytes) {
  const answer = ask("file", [name, ...values].join("\0"), bytes);
  return typeof answer === "string" && answer.startsWith("-") ? -Number(answer) : answer;
}

function required(name, values, path, dest, bytes) {
  const answer = operate(name, values, bytes);
  if (typeof answer === "number" && answer > 0) throw systemError(answer, name === "list" ? "scandir" : name, path, dest);
  return answer;
}

const flags = { r: 0, rs: 0, "r+": 2, w: 0x241, wx: 0x2c1, "w+": 0x242, "wx+": 0x2c2, a: 0x441, ax: 0x4c1, "a+": 0x442, "ax+": 0x4c2 };

export const open = (path, how = "r", mode = 0o666) =>
  Number(required("open", [check(path), typeof how === "number" ? how : flagsOf(how), mode], path));

function flagsOf(how) {
  const known = flags[how.replace(/^rs\+$/, "r+").replace(/^as/, "a")];
  if (known === undefined) throw new TypeError(`The argument 'flags' is invalid. Received '${how}'`);
  return known;
}

export const close = (file) => void required("close", [file]);
export const truncate = (file, length) => void required("truncate", [file, length]);
export const sync = (file) => void required("sync", [file]);

export const read = (file, length, position = -1) => new Uint8Array(required("read", [file, length, position]));

export function write(file, bytes, position = -1) {
  return Number(required("write", [file, position], undefined, undefined, bufferOf(bytes)));
}

export function writeAll(file, bytes) {
  let rest = typeof bytes === "string" ? new Uint8Array(bufferOf(bytes)) : new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  while (rest.byteLength > 0) rest = rest.subarray(write(file, rest));
}

export function readAll(path) {
  const file = open(path);
  try {
    return readRest(file, path);
  } finally {
    close(file);
  }
}

export function readRest(file, path) {
  const status = statOf(required("fstat", [file], path));
  if (status.kind === 0x4000) throw systemError(31, "read");
  const parts = [];
  for (let size = status.size; ; size = 0) {
    const part = read(file, Math.min(Math.max(size + 1, 65_536), 16 << 20));
    if (part.byteLength === 0) break;
    parts.push(part);
  }
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.byteLength;
  }
  return whole;
}

function statOf(text) {
  const [kind, size, mode, ino, nlink, dev, atime, mtime, ctime] = text.split(" ").map(Number);
  return { kind, size, mode: kind | mode, ino, nlink, dev, atimeMs: atime / 1e6, mtimeMs: mtime / 1e6, ctimeMs: ctime / 1e6 };
}

export const stat = (path) => statOf(required("stat", [check(path), 1], path));
export const lstat = (path) => statOf(named("lstat", operate("stat", [check(path), 0]), path));
export const fstat = (file) => statOf(required("fstat", [file]));

/** The status of what a path leads to, or undefined. */
export function find(path) {
  const answer = operate("stat", [check(path), 1]);
  return typeof answer === "number" ? undefined : statOf(answer);
}

function named(syscall, answer, path) {
  if (typeof answer === "number" && answer > 0) throw systemError(answer, syscall, path);
  return answer;
}

/** Names and kinds of what is in a folder, sorted. */
export function list(path) {
  const [, ...entries] = required("list", [check(path)], path).split("\0");
  return entries
    .map((entry) => ({ name: entry.slice(entry.indexOf(" ") + 1), kind: Number(entry.slice(0, entry.indexOf(" "))) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

export const makeFolder = (path, mode = 0o777) => void required("mkdir", [check(path), mode], path);
export const removeFolder = (path) => void required("rmdir", [check(path)], path);
export const removeFile = (path) => void required("unlink", [check(path)], path);
export const readLink = (path) => required("readlink", [check(path)], path);
export const rename = (path, to) => void required("rename", [check(path), check(to)], path, to);
export const link = (path, to) => void required("link", [check(path), check(to)], path, to);
export const symlink = (target, path) => void required("symlink", [target, check(path)], target, path);
export const access = (path, mode = 0) => void required("access", [check(path), mode], path);
export const chmod = (path, mode) => void required("chmod", [check(path), mode], path);
export const utimes = (path, atime, mtime) => void required("utimes", [check(path), Math.round(atime * 1e9), Math.round(mtime * 1e9)], path);
export const workingFolder = () => required("cwd", []);
export const changeFolder = (path) => void required("chdir", [check(path)], path);

function check(path) {
  if (path.includes("\0")) throw Object.assign(new TypeError("The argument 'path' must be a string without null bytes"), { code: "ERR_INVALID_ARG_VALUE" });
  return path;
}
