// node:fs and node:fs/promises over the sandbox's files.

import buffer from "buffer";
import streams from "readable-stream/lib/ours/browser.js";
import * as files from "../boot/files.js";

const { Buffer } = buffer;

const kinds = { file: 0x8000, folder: 0x4000, link: 0xa000, pipe: 0x1000, character: 0x2000, block: 0x6000, socket: 0xc000 };

export const constants = {
  F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0x40, O_EXCL: 0x80,
  O_TRUNC: 0x200, O_APPEND: 0x400, O_DIRECTORY: 0x10000, O_NOFOLLOW: 0x20000, S_IFMT: 0xf000, S_IFREG: 0x8000, S_IFDIR: 0x4000, S_IFLNK: 0xa000,
};

class Kind {
  isFile() { return this._kind === kinds.file; }
  isDirectory() { return this._kind === kinds.folder; }
  isSymbolicLink() { return this._kind === kinds.link; }
  isFIFO() { return this._kind === kinds.pipe; }
  isCharacterDevice() { return this._kind === kinds.character; }
  isBlockDevice() { return this._kind === kinds.block; }
  isSocket() { return this._kind === kinds.socket; }
}

const hidden = (target, name, value) => Object.defineProperty(target, name, { value });

export class Stats extends Kind {
  constructor({ kind, ...values }) {
    super();
    hidden(this, "_kind", kind);
    Object.assign(this, values, { uid: 1000, gid: 1000, rdev: 0, blksize: 4096, blocks: Math.ceil(values.size / 512), birthtimeMs: values.ctimeMs });
    for (const name of ["atime", "mtime", "ctime", "birthtime"]) this[name] = new Date(this[`${name}Ms`]);
  }
}

export class Dirent extends Kind {
  constructor(name, parentPath, kind) {
    super();
    hidden(this, "_kind", kind);
    Object.assign(this, { name, parentPath, path: parentPath });
  }
}

/** A path as text: of a string, a Buffer, or a file URL. */
function pathOf(path) {
  if (typeof path === "string") return path;
  if (path instanceof URL) return decodeURIComponent(path.pathname);
  if (path instanceof Uint8Array) return Buffer.from(path).toString();
  throw Object.assign(new TypeError(`The "path" argument must be of type string or an instance of Buffer or URL. Received ${path}`), { code: "ERR_INVALID_ARG_TYPE" });
}

const optionsOf = (options) => (typeof options === "string" ? { encoding: options } : options ?? {});
const asBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const decoded = (bytes, encoding) => (encoding && encoding !== "buffer" ? asBuffer(bytes).toString(encoding) : asBuffer(bytes));
const encoded = (data, encoding) => {
  if (typeof data === "string") return Buffer.from(data, encoding ?? "utf8");
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw Object.assign(new TypeError(`The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data}`), { code: "ERR_INVALID_ARG_TYPE" });
};
const modeOf = (mode, usual) => (mode === undefined || mode === null ? usual : typeof mode === "string" ? parseInt(mode, 8) : mode);
const secondsOf = (time) => (time instanceof Date ? time.getTime() / 1000 : Number(time));

export function readFileSync(path, options) {
  const { encoding } = optionsOf(options);
  return decoded(typeof path === "number" ? files.readRest(path) : files.readAll(pathOf(path)), encoding);
}

export function writeFileSync(path, data, options) {
  const { encoding, flag = "w", mode } = optionsOf(options);
  const bytes = encoded(data, encoding);
  if (typeof path === "number") return files.writeAll(path, bytes);
  const file = files.open(pathOf(path), flag, modeOf(mode, 0o666));
  try {
    files.writeAll(file, bytes);
  } finally {
    files.close(file);
  }
}

export const appendFileSync = (path, data, options) => writeFileSync(path, data, { flag: "a", ...optionsOf(options) });
export const openSync = (path, flags = "r", mode) => files.open(pathOf(path), flags, modeOf(mode, 0o666));
export const closeSync = (file) => files.close(file);
export const fsyncSync = (file) => files.sync(file);
export const fdatasyncSync = fsyncSync;
export const ftruncateSync = (file, length = 0) => files.truncate(file, length);

export function truncateSync(path, length = 0) {
  const file = files.open(pathOf(path), "r+");
  try {
    files.truncate(file, length);
  } finally {
    files.close(file);
  }
}

export function readSync(file, buffer, offset = 0, length = undefined, position = null) {
  if (typeof offset === "object" && offset !== null) ({ offset = 0, length, position = null } = offset);
  const bytes = files.read(file, length ?? buffer.byteLength - offset, position === null ? -1 : Number(position));
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes, offset);
  return bytes.byteLength;
}

export function writeSync(file, data, offset, length, position) {
  if (typeof data === "string") return files.write(file, Buffer.from(data, typeof length === "string" ? length : "utf8"), offset ?? -1);
  if (typeof offset === "object" && offset !== null) ({ offset, length, position } = offset);
  const start = offset ?? 0;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).subarray(start, start + (length ?? data.byteLength - start));
  return files.write(file, bytes, position ?? -1);
}

function status(read, path, options) {
  try {
    return new Stats(read(pathOf(path)));
  } catch (error) {
    if (options?.throwIfNoEntry === false && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export const statSync = (path, options) => status(files.stat, path, options);
export const lstatSync = (path, options) => status(files.lstat, path, options);
export const fstatSync = (file) => new Stats(files.fstat(file));
export const accessSync = (path, mode = 0) => files.access(pathOf(path), mode);
export const chmodSync = (path, mode) => files.chmod(pathOf(path), modeOf(mode));
export const utimesSync = (path, atime, mtime) => files.utimes(pathOf(path), secondsOf(atime), secondsOf(mtime));
export const renameSync = (path, to) => files.rename(pathOf(path), pathOf(to));
export const linkSync = (path, to) => files.link(pathOf(path), pathOf(to));
export const symlinkSync = (target, path) => files.symlink(pathOf(target), pathOf(path));
export const readlinkSync = (path) => files.readLink(pathOf(path));
export const unlinkSync = (path) => files.removeFile(pathOf(path));

export function existsSync(path) {
  try {
    return files.find(pathOf(path)) !== undefined;
  } catch {
    return false;
  }
}

export function realpathSync(path) {
  const full = resolve(pathOf(path));
  let at = "";
  const todo = full.split("/").filter(Boolean);
  for (let links = 0; todo.length > 0;) {
    const next = `${at}/${todo.shift()}`;
    if (files.lstat(next).kind !== kinds.link) {
      at = next;
      continue;
    }
    if (++links > 40) throw files.systemError(32, "realpath", full);
    const target = files.readLink(next);
    todo.unshift(...target.split("/").filter(Boolean));
    if (target.startsWith("/")) at = "";
    while (todo[0] === ".." || todo[0] === ".") {
      if (todo.shift() === "..") at = at.slice(0, Math.max(0, at.lastIndexOf("/")));
    }
  }
  return at || "/";
}

realpathSync.native = realpathSync;

function resolve(path) {
  const parts = [];
  for (const part of (path.startsWith("/") ? path : `${files.workingFolder()}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

export function mkdirSync(path, options) {
  const { recursive = false, mode } = typeof options === "number" || typeof options === "string" ? { mode: options } : options ?? {};
  const folder = pathOf(path);
  if (!recursive) return files.makeFolder(folder, modeOf(mode, 0o777));
  let first;
  const full = resolve(folder);
  for (let end = full.indexOf("/", 1); ; end = full.indexOf("/", end + 1)) {
    const part = end < 0 ? full : full.slice(0, end);
    const found = files.find(part);
    if (found === undefined) {
      files.makeFolder(part, modeOf(mode, 0o777));
      first ??= part;
    } else if (found.kind !== kinds.folder) throw files.systemError(end < 0 ? 20 : 54, "mkdir", folder);
    if (end < 0) return first;
  }
}

export function mkdtempSync(prefix) {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const name = pathOf(prefix) + Array.from({ length: 6 }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
  files.makeFolder(name, 0o700);
  return name;
}

export function rmdirSync(path, options) {
  if (options?.recursive) return rmSync(path, { recursive: true, force: true });
  files.removeFolder(pathOf(path));
}

export function rmSync(path, { recursive = false, force = false } = {}) {
  const name = pathOf(path);
  let found;
  try {
    found = files.lstat(name);
  } catch (error) {
    if (force && error.code === "ENOENT") return;
    throw error;
  }
  if (found.kind !== kinds.folder) return files.removeFile(name);
  if (!recursive) throw files.systemError(31, "rm", name);
  for (const entry of files.list(name)) rmSync(`${name}/${entry.name}`, { recursive, force });
  files.removeFolder(name);
}

export function readdirSync(path, options) {
  const { withFileTypes = false, recursive = false } = optionsOf(options);
  const root = pathOf(path);
  const found = [];
  const walk = (folder, prefix) => {
    for (const { name, kind } of files.list(folder)) {
      found.push(withFileTypes ? new Dirent(name, folder, kind) : prefix + name);
      if (recursive && kind === kinds.folder) walk(`${folder}/${name}`, `${prefix}${name}/`);
    }
  };
  walk(root, "");
  return found;
}

export function copyFileSync(from, to, mode = 0) {
  writeFileSync(to, files.readAll(pathOf(from)), { flag: mode & constants.COPYFILE_EXCL ? "wx" : "w" });
}

export function cpSync(from, to, options = {}) {
  const [source, target] = [pathOf(from), pathOf(to)];
  if (files.stat(source).kind !== kinds.folder) return copyFileSync(source, target);
  if (!options.recursive) throw files.systemError(31, "cp", source);
  mkdirSync(target, { recursive: true });
  for (const { name } of files.list(source)) cpSync(`${source}/${name}`, `${target}/${name}`, options);
}

export function createReadStream(path, options) {
  const { encoding, start, end, highWaterMark = 65_536, fd } = optionsOf(options);
  let file = fd;
  let position = start ?? 0;
  const stream = new streams.Readable({
    highWaterMark,
    read() {
      try {
        file ??= openSync(path);
        const most = end === undefined ? highWaterMark : Math.min(highWaterMark, end - position + 1);
        const part = most > 0 ? files.read(file, most, position) : new Uint8Array(0);
        position += part.byteLength;
        this.push(part.byteLength === 0 ? null : asBuffer(part));
      } catch (error) {
        this.destroy(error);
      }
    },
    destroy(error, done) {
      if (file !== undefined) closeSync(file);
      file = undefined;
      done(error);
    },
  });
  stream.path = path;
  if (encoding) stream.setEncoding(encoding);
  return stream;
}

export function createWriteStream(path, options) {
  const { flags = "w", encoding, mode, fd } = optionsOf(options);
  let file = fd;
  const stream = new streams.Writable({
    decodeStrings: true,
    defaultEncoding: encoding ?? "utf8",
    write(chunk, _, done) {
      try {
        file ??= openSync(path, flags, mode);
        files.writeAll(file, chunk);
        done();
      } catch (error) {
        done(error);
      }
    },
    final(done) {
      try {
        file ??= openSync(path, flags, mode);
        done();
      } catch (error) {
        done(error);
      }
    },
    destroy(error, done) {
      if (file !== undefined) closeSync(file);
      file = undefined;
      done(error);
    },
  });
  stream.path = path;
  return stream;
}

const synchronous = {
  access: accessSync, appendFile: appendFileSync, chmod: chmodSync, close: closeSync, copyFile: copyFileSync, cp: cpSync, fdatasync: fdatasyncSync, fstat: fstatSync,
  fsync: fsyncSync, ftruncate: ftruncateSync, link: linkSync, lstat: lstatSync, mkdir: mkdirSync, mkdtemp: mkdtempSync, open: openSync, readFile: readFileSync,
  readdir: readdirSync, readlink: readlinkSync, realpath: realpathSync, rename: renameSync, rm: rmSync, rmdir: rmdirSync, stat: statSync, symlink: symlinkSync,
  truncate: truncateSync, unlink: unlinkSync, utimes: utimesSync, writeFile: writeFileSync,
};

const callbacks = Object.fromEntries(Object.entries(synchronous).map(([name, run]) => [name, (...values) => {
  const done = values.pop();
  if (typeof done !== "function") throw Object.assign(new TypeError('The "cb" argument must be of type function'), { code: "ERR_INVALID_ARG_TYPE" });
  let result, failure = null;
  try {
    result = run(...values);
  } catch (error) {
    failure = error;
  }
  queueMicrotask(() => (failure === null ? done(null, result) : done(failure)));
}]));

/** A file that is open, as promises give it. */
class FileHandle {
  constructor(fd) {
    this.fd = fd;
  }

  async read(buffer = Buffer.alloc(16_384), offset, length, position) { return { bytesRead: readSync(this.fd, buffer, offset, length, position), buffer }; }
  async write(data, ...where) { return { bytesWritten: writeSync(this.fd, data, ...where), buffer: data }; }
  async readFile(options) { return readFileSync(this.fd, options); }
  async writeFile(data, options) { return writeFileSync(this.fd, data, options); }
  async appendFile(data, options) { return writeFileSync(this.fd, data, options); }
  async stat() { return fstatSync(this.fd); }
  async truncate(length) { return ftruncateSync(this.fd, length); }
  async sync() { return fsyncSync(this.fd); }
  async datasync() { return fsyncSync(this.fd); }
  async close() { return closeSync(this.fd); }
  async [Symbol.asyncDispose]() { return closeSync(this.fd); }
}

export const promises = {
  ...Object.fromEntries(Object.entries(synchronous).map(([name, run]) => [name, async (...values) => run(...values)])),
  open: async (...values) => new FileHandle(openSync(...values)),
  constants,
};

export const exists = (path, done) => queueMicrotask(() => done(existsSync(path)));
export const {
  access, appendFile, chmod, close, copyFile, cp, fdatasync, fstat, fsync, ftruncate, link, lstat, mkdir, mkdtemp, open, readFile, readdir, readlink, realpath,
  rename, rm, rmdir, stat, symlink, truncate, unlink, utimes, writeFile,
} = callbacks;

export default {
  ...callbacks, ...Object.fromEntries(Object.entries(synchronous).map(([name, run]) => [`${name}Sync`, run])),
  constants, Stats, Dirent, promises, exists, existsSync, readSync, writeSync, createReadStream, createWriteStream,
};
