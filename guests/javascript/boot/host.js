// Requests to the host: the one way out of a sandbox. docs/reference/host-calls.md has their form.

const native = globalThis.__capsule_host;
delete globalThis.__capsule_host;

const { parse, stringify } = JSON;

/** What the host was asked to run failed there. */
export class HostError extends Error {
  name = "HostError";
}

/** Something that the task was not granted. */
export class PermissionError extends Error {
  name = "PermissionError";
  code = "EACCES";
}

/** A bound of the task or of its run was reached. */
export class LimitExceeded extends Error {
  name = "LimitExceeded";
  code = "ENOBUFS";
}

/** A function of the host program failed. What it says is what the host program wants to be known. */
export class ToolError extends Error {
  name = "ToolError";
}

/** Does an operation of the host: see HostFunctions.cs. */
export function ask(operation, text = "", more) {
  return more === undefined ? native(operation, text) : native(operation, text, more);
}

/** Asks the host to do something and waits for it. Gives the answer's value and bytes. */
export function callForBytes(name, payload, fields) {
  const [answer, bytes] = exchange({ ...fields, call: name }, payload);
  return [valueOf(answer), bytes];
}

/** As `callForBytes`, and gives the value alone. */
export function call(name, payload, fields) {
  return callForBytes(name, payload, fields)[0];
}

// What was started and did not end yet, by handle.
const pending = new Map();

/** Asks the host to do something, and goes on meanwhile. Gives a promise of the value and bytes of the answer, which can be cancelled. */
export function start(name, payload, fields) {
  const [answer] = exchange({ ...fields, call: "start", op: name }, payload);
  const handle = valueOf(answer);
  const promise = new Promise((resolve, reject) => pending.set(handle, { resolve, reject }));
  promise.cancel = () => {
    if (pending.has(handle)) exchange({ call: "cancel", handle });
  };
  return promise;
}

/** Ends whatever the host still does: nobody listens to it any more. */
export function endAll() {
  for (const handle of [...pending.keys()]) {
    try {
      exchange({ call: "cancel", handle });
    } catch {
      // It has ended.
    }
  }
  pending.clear();
}

/** Whether the host does something for this task now. */
export function isWaiting() {
  return pending.size > 0;
}

/** Waits until the host has done something that was started, or for some seconds (`null`: without end). */
export function wait(timeout) {
  const [answer, bytes] = exchange({ call: "wait", timeout });
  let position = 0;
  for (const part of valueOf(answer)) {
    const end = position + part.bytes;
    const operation = pending.get(part.handle);
    pending.delete(part.handle);
    if (operation !== undefined) {
      try {
        operation.resolve([valueOf(part), bytes.slice(position, end)]);
      } catch (error) {
        operation.reject(error);
      }
    }
    position = end;
  }
}

const encoder = { encode: (text) => new Uint8Array(native("encode", text)) };

/** The bytes of an ArrayBuffer that a view shows, as an ArrayBuffer of their own. */
export function bufferOf(view) {
  if (typeof view === "string") return encoder.encode(view).buffer;
  if (view instanceof ArrayBuffer) return view;
  return view.byteLength === view.buffer.byteLength ? view.buffer : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
}

const none = new Uint8Array(0);

function exchange(fields, payload) {
  const text = stringify(fields);
  const answer = payload === undefined || payload.byteLength === 0 || payload.length === 0
    ? native("call", text)
    : native("call", text, bufferOf(payload));
  return typeof answer === "string" ? [parse(answer), none] : [parse(answer[0]), new Uint8Array(answer[1])];
}

function valueOf(answer) {
  if (answer.error === undefined) return answer.ok;
  throw errorOf(answer.error);
}

const codes = new Map([
  [6, "EAGAIN"], [13, "ECONNABORTED"], [14, "ECONNREFUSED"], [15, "ECONNRESET"], [23, "EHOSTUNREACH"],
  [104, "ECONNRESET"], [111, "ECONNREFUSED"], [110, "ETIMEDOUT"], [113, "EHOSTUNREACH"], [101, "ENETUNREACH"], [32, "EPIPE"],
]);

function errorOf({ kind, message, errno }) {
  switch (kind) {
    case "permission_denied": return new PermissionError(message);
    case "bad_request": return new TypeError(message);
    case "limit_exceeded": return new LimitExceeded(message);
    case "memory_exceeded": return Object.assign(new Error(message), { name: "MemoryError" });
    case "timeout": return Object.assign(new Error(message), { name: "TimeoutError", code: "ETIMEDOUT" });
    case "connection": return Object.assign(new Error(message), { code: codes.get(errno) ?? "ECONNRESET" });
    case "name_resolution": return Object.assign(new Error(message), { code: "ENOTFOUND" });
    case "tls": return Object.assign(new Error(message), { code: "ERR_TLS" });
    case "cancelled": return Object.assign(new Error(message), { name: "AbortError", code: "ABORT_ERR" });
    case "tool": return new ToolError(message);
    case "system": return Object.assign(new Error(message), { errno });
    default: return new HostError(message);
  }
}
