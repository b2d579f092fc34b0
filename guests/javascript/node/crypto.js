// node:crypto: hashes, HMACs and randomness.

import buffer from "buffer";
import { getRandomValues, randomBytes as draw, randomUUID } from "../boot/random.js";
import { hash as compute, isEqual, webcrypto } from "../web/crypto.js";

const { Buffer } = buffer;

const names = ["md5", "sha1", "sha256", "sha384", "sha512"];
const plain = (name) => String(name).toLowerCase().replace("-", "");
const bytesOf = (data, encoding) => (typeof data === "string" ? Buffer.from(data, encoding) : new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength));

class Hash {
  #parts = [];
  #algorithm;
  #key;
  #isDone = false;

  constructor(algorithm, key) {
    this.#algorithm = plain(algorithm);
    this.#key = key;
    if (!names.includes(this.#algorithm)) throw Object.assign(new Error("Digest method not supported"), { code: "ERR_CRYPTO_INVALID_DIGEST" });
  }

  update(data, encoding) {
    if (this.#isDone) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
    this.#parts.push(Uint8Array.from(bytesOf(data, encoding)));
    return this;
  }

  digest(encoding) {
    if (this.#isDone) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
    this.#isDone = true;
    const result = Buffer.from(compute(this.#algorithm, Buffer.concat(this.#parts), this.#key));
    return encoding === undefined || encoding === "buffer" ? result : result.toString(encoding === "base64url" ? "base64" : encoding)
      .replace(...(encoding === "base64url" ? [/[+/=]/g, (letter) => ({ "+": "-", "/": "_", "=": "" })[letter]] : [/$^/, ""]));
  }

  copy() {
    const other = new Hash(this.#algorithm, this.#key);
    this.#parts.forEach((part) => other.update(part));
    return other;
  }
}

export const createHash = (algorithm) => new Hash(algorithm);
export const createHmac = (algorithm, key) => new Hash(algorithm, bytesOf(key));
export const hash = (algorithm, data, encoding = "hex") => createHash(algorithm).update(data).digest(encoding);
export const getHashes = () => [...names];
export { getRandomValues, randomUUID, webcrypto };
export const { subtle } = webcrypto;

export function randomBytes(size, done) {
  const bytes = Buffer.from(draw(size));
  if (typeof done !== "function") return bytes;
  queueMicrotask(() => done(null, bytes));
}

export const randomFillSync = (view) => getRandomValues(view);

export function randomInt(min, max, done) {
  if (max === undefined || typeof max === "function") [min, max, done] = [0, min, max];
  const range = max - min;
  if (!(range > 0 && range <= 2 ** 48)) throw new RangeError(`The value of "max" is out of range. Received ${max}`);
  const most = 2 ** 48 - (2 ** 48 % range);
  let value;
  do value = draw(6).reduce((sum, byte) => sum * 256 + byte, 0);
  while (value >= most);
  if (typeof done !== "function") return min + (value % range);
  queueMicrotask(() => done(null, min + (value % range)));
}

export function timingSafeEqual(one, other) {
  if (one.byteLength !== other.byteLength) throw new RangeError("Input buffers must have the same byte length");
  return isEqual(bytesOf(one), bytesOf(other));
}

/** PBKDF2 (RFC 8018). */
export function pbkdf2Sync(password, salt, iterations, length, digest) {
  const [key, name] = [bytesOf(password), plain(digest)];
  const parts = [];
  for (let block = 1; Buffer.concat(parts).length < length; block++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(block);
    let round = compute(name, Buffer.concat([Buffer.from(bytesOf(salt)), number]), key);
    const result = Uint8Array.from(round);
    for (let count = 1; count < iterations; count++) {
      round = compute(name, round, key);
      for (let index = 0; index < result.length; index++) result[index] ^= round[index];
    }
    parts.push(Buffer.from(result));
  }
  return Buffer.concat(parts).subarray(0, length);
}

export default {
  createHash, createHmac, hash, getHashes, getRandomValues, randomUUID, webcrypto, subtle, randomBytes, randomFillSync, randomInt, timingSafeEqual, pbkdf2Sync,
};
