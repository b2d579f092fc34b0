// Random numbers. A snapshot holds no generator's state: the first number in a sandbox draws a seed from the host.

import { ask } from "./host.js";

let state;

/** Forgets the generator's state, which packages drew from while the image was made. */
export const forget = () => void (state = undefined);

/** xoshiro128** by Blackman and Vigna, which is in the public domain. */
function next() {
  state ??= new Uint32Array(ask("random", "16"));
  const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
  const shifted = state[1] << 9;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate(state[3], 11);
  return result;
}

const rotate = (value, by) => (value << by) | (value >>> (32 - by));

/** From 0 to below 1, in steps of 2^-53. */
export const random = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;

/** Bytes of the host's own randomness. */
export function randomBytes(count) {
  const bytes = new Uint8Array(count);
  for (let done = 0; done < count; done += 65_536) {
    bytes.set(new Uint8Array(ask("random", String(Math.min(65_536, count - done)))), done);
  }
  return bytes;
}

export function getRandomValues(view) {
  if (!ArrayBuffer.isView(view) || view instanceof Float32Array || view instanceof Float64Array || view instanceof DataView) {
    throw new TypeError("The data argument must be an integer-type TypedArray");
  }
  if (view.byteLength > 65_536) throw new DOMException("The requested length exceeds 65,536 bytes", "QuotaExceededError");
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(randomBytes(view.byteLength));
  return view;
}

export function randomUUID() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
