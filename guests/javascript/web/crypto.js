// crypto: randomness, and hashes that the host computes.

import { define } from "../boot/globals.js";
import { ask, bufferOf } from "../boot/host.js";
import { getRandomValues, randomUUID } from "../boot/random.js";

const names = new Map([["sha-1", "sha1"], ["sha-256", "sha256"], ["sha-384", "sha384"], ["sha-512", "sha512"]]);

/** The hash of bytes, or with a key their HMAC. */
export function hash(algorithm, bytes, key) {
  const more = key === undefined ? "" : ` ${new Uint8Array(bufferOf(key)).toHex()}`;
  return new Uint8Array(ask("hash", algorithm + more, bufferOf(bytes)));
}

class CryptoKey {
  constructor(algorithm, extractable, usages, bytes) {
    Object.assign(this, { type: "secret", algorithm, extractable, usages });
    Object.defineProperty(this, "_bytes", { value: bytes });
  }
}

function nameOf(algorithm) {
  const name = String(typeof algorithm === "string" ? algorithm : algorithm?.name ?? "").toLowerCase();
  const known = names.get(name);
  if (known === undefined) throw new DOMException(`Unrecognized algorithm name '${name}'`, "NotSupportedError");
  return known;
}

function requireHmac(algorithm) {
  const name = String(typeof algorithm === "string" ? algorithm : algorithm?.name ?? "").toLowerCase();
  if (name !== "hmac") throw new DOMException(`'${name}' is not there in a sandbox: crypto.subtle has digest, and HMAC`, "NotSupportedError");
}

const subtle = {
  digest: async (algorithm, data) => hash(nameOf(algorithm), data).buffer,
  async importKey(format, data, algorithm, extractable, usages) {
    requireHmac(algorithm);
    if (format !== "raw") throw new DOMException(`keys of the format '${format}' are not supported; use 'raw'`, "NotSupportedError");
    return new CryptoKey({ name: "HMAC", hash: { name: algorithm.hash?.name ?? algorithm.hash } }, extractable, usages, new Uint8Array(bufferOf(data)).slice());
  },
  async exportKey(format, key) {
    if (!key.extractable || format !== "raw") throw new DOMException("the key is not extractable", "InvalidAccessError");
    return key._bytes.slice().buffer;
  },
  async generateKey(algorithm, extractable, usages) {
    requireHmac(algorithm);
    return this.importKey("raw", getRandomValues(new Uint8Array((algorithm.length ?? 512) / 8)), algorithm, extractable, usages);
  },
  async sign(algorithm, key, data) {
    requireHmac(algorithm);
    return hash(nameOf(key.algorithm.hash), data, key._bytes).buffer;
  },
  async verify(algorithm, key, signature, data) {
    const wanted = new Uint8Array(await this.sign(algorithm, key, data));
    return isEqual(wanted, new Uint8Array(bufferOf(signature)));
  },
};

/** Whether bytes are the same, in a time that does not tell where they differ. */
export function isEqual(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index++) difference |= one[index] ^ other[index];
  return difference === 0;
}

export const webcrypto = { getRandomValues, randomUUID, subtle, CryptoKey };
define({ crypto: webcrypto, CryptoKey });
