// Errors as the host reports them: what the program's own code did, in lines of its own files.

import { PermissionError } from "./host.js";
import { mapPosition } from "./maps.js";

const own = "/lib/javascript/";
const frame = /^\s*at (.*)$/;

/** Ends a session, as `exit` does. */
export class Exit extends Error {
  name = "Exit";

  constructor(code) {
    super(`exit with code ${code}`);
    this.code = code;
  }
}

/** What is reported of something that was thrown. */
export function describe(error) {
  return JSON.stringify({
    kind: "exception",
    exception: nameOf(error).slice(0, 256),
    message: shown(messageOf(error).slice(0, 65_536)),
    traceback: shown(traceOf(error).slice(-65_536)),
    exit_code: error instanceof Exit ? error.code : null,
    path: deniedPath(error),
    denied: isDenial(error),
  });
}

function nameOf(error) {
  try {
    if (error instanceof Error) {
      // The engine has no name of its own for it; the host knows it by this one.
      if (error.name === "InternalError" && error.message === "out of memory") return "MemoryError";
      return well(String(error.name || error.constructor?.name || "Error"));
    }
    return error === null ? "null" : typeof error === "object" ? well(String(error.constructor?.name ?? "Object")) : typeof error;
  } catch {
    return "Error";
  }
}

/** What programs look for that the engine lacks, and what to do. */
const lacks = {
  Intl: "a sandbox has none; packages such as date-fns and dayjs format without it",
  Temporal: "a sandbox has none; packages such as date-fns and dayjs calculate with dates",
  WebAssembly: "a sandbox runs no other WebAssembly",
  Worker: "a task has no threads: call another task",
  XMLHttpRequest: "use fetch",
  WebSocket: "a task has no sockets: use fetch",
};

function messageOf(error) {
  try {
    if (error instanceof ReferenceError) {
      const [, name] = /^'?(\w+)'? is not defined$/.exec(error.message) ?? [];
      if (name !== undefined && Object.hasOwn(lacks, name)) return `${error.message}: ${lacks[name]}`;
    }
    if (error instanceof Error) return String(error.message);
    return typeof error === "object" && error !== null ? JSON.stringify(error) ?? String(error) : String(error);
  } catch (failure) {
    return `(no message: ${failure?.name})`;
  }
}

/** The stack of an error and of those that it comes from. */
function traceOf(error) {
  const parts = [];
  const seen = new Set();
  for (let at = error; at instanceof Error && !seen.has(at) && parts.length < 10; at = at.cause) {
    seen.add(at);
    const before = parts.length === 0 ? "" : "Caused by: ";
    parts.push(`${before}${nameOf(at)}: ${messageOf(at)}\n${framesOf(at).map((line) => `    at ${line}\n`).join("")}`);
    if (at instanceof AggregateError) {
      at.errors.slice(0, 10).forEach((inner, index) => parts.push(`Error ${index + 1} of ${at.errors.length}: ${nameOf(inner)}: ${messageOf(inner)}\n`));
    }
  }
  return parts.join("") || `${nameOf(error)}: ${messageOf(error)}\n`;
}

/** The frames of a program, without those of the guest's own modules. */
export function framesOf(error) {
  let stack;
  try {
    stack = String(error.stack);
  } catch {
    return [];
  }
  return stack
    .split("\n")
    .map((line) => frame.exec(line)?.[1])
    .filter((line) => line !== undefined && !line.includes(own) && !line.includes("(native)"))
    .slice(0, 100)
    .map(mapFrame);
}

const place = /^(.*?\()?([^()]+):(\d+):(\d+)(\))?$/;

function mapFrame(line) {
  const match = place.exec(line);
  if (match === null) return line;
  const [, before = "", file, row, column, after = ""] = match;
  const [line2, column2] = mapPosition(file, Number(row), Number(column));
  return `${before}${file}:${line2}:${column2}${after}`;
}

/** Whether a refusal of the host is behind an error: libraries wrap it in their own. */
function isDenial(error) {
  const todo = [error];
  const seen = new Set();
  while (todo.length > 0 && seen.size < 100) {
    const next = todo.pop();
    if (next instanceof PermissionError) return true;
    if (!(next instanceof Error) || seen.has(next)) continue;
    seen.add(next);
    todo.push(next.cause, ...(next instanceof AggregateError ? next.errors : []));
  }
  return false;
}

/** The file that was missing or refused: the host knows which grant would have given it. */
function deniedPath(error) {
  try {
    if (!(error instanceof Error) || typeof error.path !== "string" || !["ENOENT", "EACCES", "EROFS"].includes(error.code)) return null;
    return error.path.startsWith("/") ? error.path : `/workspace/${error.path}`;
  } catch {
    return null;
  }
}

/** Half of a surrogate pair is nothing that JSON can hold. */
const well = (text) => text.toWellFormed();

/** Cells and code that runs once are in no file. */
const shown = (text) => well(text.replaceAll("/workspace/<", "<"));
