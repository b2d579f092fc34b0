// TextEncoder and TextDecoder, whose work the host does.

import { ask, bufferOf } from "./host.js";

export class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(text = "") {
    return new Uint8Array(ask("encode", String(text)));
  }

  encodeInto(text, into) {
    let [read, written] = [0, 0];
    for (const letter of String(text)) {
      const bytes = this.encode(letter);
      if (written + bytes.length > into.length) break;
      into.set(bytes, written);
      [read, written] = [read + letter.length, written + bytes.length];
    }
    return { read, written };
  }
}

const labels = new Map([
  ["utf-8", "utf-8"], ["utf8", "utf-8"], ["unicode-1-1-utf-8", "utf-8"], ["utf-16le", "utf-16le"], ["utf-16", "utf-16le"], ["ucs-2", "utf-16le"],
  ["utf-16be", "utf-16be"], ["latin1", "latin1"], ["iso-8859-1", "latin1"], ["ascii", "latin1"], ["us-ascii", "latin1"], ["windows-1252", "latin1"],
]);

export class TextDecoder {
  #name;
  #fatal;
  #keepsMark;
  #rest = new Uint8Array(0);
  #isInside = false;

  constructor(label = "utf-8", options = {}) {
    const name = labels.get(String(label).trim().toLowerCase());
    if (name === undefined) throw new RangeError(`The "${label}" encoding is not supported`);
    this.#name = name;
    this.#fatal = Boolean(options.fatal);
    this.#keepsMark = Boolean(options.ignoreBOM);
  }

  get encoding() {
    return this.#name === "latin1" ? "windows-1252" : this.#name;
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#keepsMark;
  }

  decode(input = new Uint8Array(0), { stream = false } = {}) {
    let bytes = ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
    if (this.#rest.length > 0) {
      const joined = new Uint8Array(this.#rest.length + bytes.length);
      joined.set(this.#rest);
      joined.set(bytes, this.#rest.length);
      bytes = joined;
    }
    const end = stream ? this.#wholeEnd(bytes) : bytes.length;
    this.#rest = bytes.slice(end);
    let text = "";
    if (end > 0) {
      try {
        text = ask("decode", this.#name + (this.#fatal ? "!" : ""), bufferOf(bytes.subarray(0, end)));
      } catch {
        throw Object.assign(new TypeError("The encoded data was not valid for encoding utf-8"), { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
      }
    }
    if (!this.#isInside && !this.#keepsMark && text.startsWith("\uFEFF")) text = text.slice(1);
    this.#isInside = stream && (this.#isInside || end > 0);
    return text;
  }

  /** Where the last whole character ends: the rest waits for the next part. */
  #wholeEnd(bytes) {
    if (this.#name !== "utf-8") return this.#name === "latin1" ? bytes.length : bytes.length & ~1;
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back];
      if (byte >= 0xc0) {
        const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        return length > back ? bytes.length - back : bytes.length;
      }
      if (byte < 0x80) break;
    }
    return bytes.length;
  }
}

export const decode = (bytes) => ask("decode", "utf-8", bufferOf(bytes));
export const encode = (text) => new Uint8Array(ask("encode", text));
