// fetch, over the host's gate (docs/reference/host-calls.md): the host checks each request, and this follows redirects.

import { define } from "../boot/globals.js";
import { start } from "../boot/host.js";

const MOST_REDIRECTS = 20;
const redirects = new Set([301, 302, 303, 307, 308]);
const bodiless = new Set([101, 204, 205, 304]);
const encoder = new TextEncoder();

/** The bytes of a body that is not a stream, and the type that it implies. */
async function bytesOf(body) {
  if (body === null || body === undefined) return [null, null];
  if (typeof body === "string") return [encoder.encode(body), "text/plain;charset=UTF-8"];
  if (body instanceof ArrayBuffer) return [new Uint8Array(body.slice(0)), null];
  if (ArrayBuffer.isView(body)) return [new Uint8Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength)), null];
  if (body instanceof URLSearchParams) return [encoder.encode(String(body)), "application/x-www-form-urlencoded;charset=UTF-8"];
  if (body instanceof Blob) return [new Uint8Array(await body.arrayBuffer()), body.type || null];
  if (body instanceof ReadableStream || typeof body[Symbol.asyncIterator] === "function") {
    const parts = [];
    for await (const part of body) parts.push(typeof part === "string" ? encoder.encode(part) : part);
    return [join(parts), null];
  }
  return [encoder.encode(String(body)), "text/plain;charset=UTF-8"];
}

/** A form as RFC 7578 writes it. */
function formBlob(form) {
  const boundary = `----capsule${crypto.randomUUID().replaceAll("-", "")}`;
  const escape = (text) => text.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
  const parts = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`;
    if (typeof value === "string") parts.push(`${head}\r\n\r\n${value.replace(/\r(?!\n)|(?<!\r)\n/g, "\r\n")}\r\n`);
    else parts.push(`${head}; filename="${escape(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`, value, "\r\n");
  }
  parts.push(`--${boundary}--\r\n`);
  return new Blob(parts, { type: `multipart/form-data; boundary=${boundary}` });
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.byteLength;
  }
  return whole;
}

function typeOf(body) {
  if (typeof body === "string") return "text/plain;charset=UTF-8";
  if (body instanceof URLSearchParams) return "application/x-www-form-urlencoded;charset=UTF-8";
  return body instanceof Blob && body.type ? body.type : null;
}

/** What requests and responses share: a body that is read once. */
class Body {
  #source;
  #stream = null;
  #isUsed = false;

  constructor(source) {
    this.#source = source instanceof FormData ? formBlob(source) : source ?? null;
    if (source instanceof ReadableStream) this.#stream = source;
  }

  get body() {
    if (this.#source === null) return null;
    const source = this.#source;
    this.#stream ??= new ReadableStream({
      async pull(controller) {
        const [bytes] = await bytesOf(source);
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        controller.close();
      },
    });
    return this.#stream;
  }

  get bodyUsed() {
    return this.#isUsed || (this.#stream !== null && this.#stream.locked);
  }

  /** The type that the body implies, which is known before it is read. */
  get _type() {
    return typeOf(this.#source);
  }

  /** The body as it was given, and as it goes out. */
  async _take() {
    if (this.bodyUsed) throw new TypeError("Body is unusable: Body has already been read");
    if (this.#source !== null) this.#isUsed = true;
    return bytesOf(this.#stream ?? this.#source);
  }

  async bytes() {
    return (await this._take())[0] ?? new Uint8Array(0);
  }

  async arrayBuffer() {
    return (await this.bytes()).buffer;
  }

  async text() {
    return new TextDecoder().decode(await this.bytes());
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async blob() {
    return new Blob([await this.bytes()], { type: this.headers.get("content-type") ?? "" });
  }

  async formData() {
    const type = this.headers.get("content-type") ?? "";
    if (type.startsWith("application/x-www-form-urlencoded")) {
      const form = new FormData();
      for (const [name, value] of new URLSearchParams(await this.text())) form.append(name, value);
      return form;
    }
    const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
    if (boundary === undefined) throw new TypeError("Content-Type was not one of multipart/form-data or application/x-www-form-urlencoded");
    return readForm(await this.bytes(), boundary);
  }

  /** Two bodies of one. */
  _split() {
    if (this.bodyUsed) throw new TypeError("Response.clone: Body has already been consumed.");
    if (this.#stream === null) return this.#source;
    const [one, other] = this.#stream.tee();
    this.#stream = this.#source = one;
    return other;
  }
}

function readForm(bytes, boundary) {
  // Latin-1 keeps each byte, so that files are cut out as they are.
  const text = new TextDecoder("latin1").decode(bytes);
  const bytesOfText = (part) => Uint8Array.from(part, (letter) => letter.charCodeAt(0));
  const form = new FormData();
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf("\r\n\r\n");
    const head = new TextDecoder().decode(bytesOfText(part.slice(0, end)));
    const value = bytesOfText(part.slice(end + 4, -2));
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? "";
    const file = /filename="([^"]*)"/.exec(head)?.[1];
    if (file === undefined) form.append(name, new TextDecoder().decode(value));
    else form.append(name, new File([value], file, { type: /content-type:\s*(\S+)/i.exec(head)?.[1] ?? "application/octet-stream" }));
  }
  return form;
}

class Request extends Body {
  constructor(input, init = {}) {
    const from = input instanceof Request ? input : undefined;
    const body = init.body !== undefined ? init.body : from?._split() ?? null;
    super(body);
    const url = new URL(from?.url ?? String(input));
    if (url.username !== "" || url.password !== "") throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${url}`);
    const method = String(init.method ?? from?.method ?? "GET");
    Object.assign(this, {
      url: String(url),
      method: /^(?:delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method,
      headers: new Headers(init.headers ?? from?.headers),
      redirect: init.redirect ?? from?.redirect ?? "follow",
      signal: init.signal ?? from?.signal ?? new AbortController().signal,
      credentials: init.credentials ?? "same-origin",
      cache: init.cache ?? "default",
      mode: init.mode ?? "cors",
      referrer: "about:client",
      integrity: "",
      keepalive: false,
    });
    if (body !== null && (this.method === "GET" || this.method === "HEAD")) throw new TypeError("Request with GET/HEAD method cannot have body.");
    const type = this._type;
    if (type !== null && !this.headers.has("content-type")) this.headers.set("content-type", type);
  }

  clone() {
    return new Request(this);
  }
}

class Response extends Body {
  constructor(body = null, init = {}) {
    super(body);
    const status = init.status ?? 200;
    if (!(status >= 200 && status <= 599)) throw new RangeError(`init["status"] must be in the range of 200 to 599, inclusive.`);
    this._set({ status, statusText: init.statusText ?? "", headers: new Headers(init.headers), url: "", redirected: false, type: "default" });
    const type = this._type;
    if (type !== null && !this.headers.has("content-type")) this.headers.set("content-type", type);
  }

  _set(values) {
    Object.assign(this, values);
    return this;
  }

  get ok() {
    return this.status >= 200 && this.status <= 299;
  }

  clone() {
    const { status, statusText, headers, url, redirected, type } = this;
    return new Response(this._split())._set({ status, statusText, headers: new Headers(headers), url, redirected, type });
  }

  static json(data, init = {}) {
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new Response(JSON.stringify(data), { ...init, headers });
  }

  static error() {
    return new Response()._set({ status: 0, type: "error" });
  }

  static redirect(url, status = 302) {
    if (!redirects.has(status)) throw new RangeError(`Invalid status code ${status}`);
    return new Response(null, { status, headers: { location: String(new URL(url)) } });
  }
}

/** Sends a request. */
async function fetch(input, init) {
  const request = new Request(input, init);
  const { signal } = request;
  if (signal.aborted) throw signal.reason;
  if (request.url.startsWith("data:")) return ofDataUrl(request.url);
  const [given, impliedType] = await request._take();
  if (impliedType !== null && !request.headers.has("content-type")) request.headers.set("content-type", impliedType);
  if (!request.headers.has("accept")) request.headers.set("accept", "*/*");
  if (!request.headers.has("user-agent")) request.headers.set("user-agent", "capsule");
  let [url, method, body, isRedirected] = [new URL(request.url), request.method, given, false];
  for (let count = 0; ; count++) {
    const { handle, head } = await send(url, method, request.headers, body, signal);
    const response = responseOf(handle, head, url, isRedirected, method, signal);
    const location = redirects.has(head.status) ? response.headers.get("location") : null;
    if (location === null || request.redirect === "manual") return response;
    await response.body?.cancel();
    if (request.redirect === "error") throw failed(new Error("unexpected redirect"));
    if (count === MOST_REDIRECTS) throw failed(new Error("redirect count exceeded"));
    const next = new URL(location, url);
    if (next.protocol !== "http:" && next.protocol !== "https:") throw failed(new Error("URL scheme must be a HTTP(S) scheme"));
    if (head.status === 303 ? method !== "HEAD" : (head.status === 301 || head.status === 302) && method === "POST") {
      [method, body] = ["GET", null];
      for (const name of ["content-type", "content-length", "content-encoding", "content-language", "content-location"]) request.headers.delete(name);
    }
    if (next.origin !== url.origin) {
      // What was meant for one host is not told to another.
      for (const name of ["authorization", "cookie", "proxy-authorization", "host"]) request.headers.delete(name);
    }
    [url, isRedirected] = [next, true];
  }
}

const failed = (cause) => new TypeError("fetch failed", { cause });

async function send(url, method, headers, body, signal) {
  const target = new URL(url);
  target.hash = "";
  const lines = [];
  headers.forEach((value, name) => lines.push([name, value]));
  const fields = { method, url: String(target), headers: lines, length: body === null ? (method === "POST" || method === "PUT" ? 0 : null) : body.byteLength };
  try {
    const [handle] = await start("http.open", body ?? undefined, fields);
    const [head] = await abortable(start("http.head", undefined, { handle }), signal, handle);
    return { handle, head };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw failed(error);
  }
}

/** An operation that ends when a signal says so. */
async function abortable(operation, signal, handle) {
  const stop = () => {
    operation.cancel();
    start("http.close", undefined, { handle }).catch(() => {});
  };
  signal.addEventListener("abort", stop);
  try {
    return await operation;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function responseOf(handle, head, url, redirected, method, signal) {
  const headers = new Headers();
  for (const [name, value] of head.headers) headers.append(name, value);
  const hasBody = method !== "HEAD" && !bodiless.has(head.status);
  let isOver = false;
  const stream = new ReadableStream({
    async pull(controller) {
      let ended, bytes;
      try {
        [ended, bytes] = await abortable(start("http.read", undefined, { handle, most: 65_536 }), signal, handle);
      } catch (error) {
        isOver = true;
        throw signal.aborted ? signal.reason : failed(error);
      }
      if (bytes.byteLength > 0) controller.enqueue(new Uint8Array(bytes));
      if (ended) {
        isOver = true;
        controller.close();
      }
    },
    async cancel() {
      if (!isOver) await start("http.close", undefined, { handle });
    },
  }, { highWaterMark: 0 });
  if (!hasBody) stream.cancel().catch(() => {});
  const response = new Response(hasBody ? stream : null);
  return response._set({ status: head.status, statusText: head.reason ?? "", headers, url: String(url), redirected, type: "basic" });
}

function ofDataUrl(url) {
  const match = /^data:([^,]*?)(;base64)?,(.*)$/s.exec(url);
  if (match === null) throw failed(new Error("invalid data URL"));
  const [, type, isBase64, data] = match;
  const text = decodeURIComponent(data);
  return new Response(isBase64 === undefined ? encoder.encode(text) : Uint8Array.fromBase64(text), { headers: { "content-type": type || "text/plain;charset=US-ASCII" } });
}

define({ Request, Response, fetch });
