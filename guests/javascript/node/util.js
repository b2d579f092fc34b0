// node:util.

import { dequal as isDeepStrictEqual } from "dequal";
import { format, formatWithOptions, inspect, stripVTControlCharacters } from "../boot/inspect.js";

const custom = Symbol.for("nodejs.util.promisify.custom");

/** A function that gives a promise, of one that takes a callback. */
export function promisify(original) {
  if (original[custom] !== undefined) return original[custom];
  return Object.defineProperties(function (...values) {
    return new Promise((resolve, reject) => original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value))));
  }, Object.getOwnPropertyDescriptors(original));
}

promisify.custom = custom;

export const callbackify = (original) => function (...values) {
  const done = values.pop();
  original.apply(this, values).then((value) => queueMicrotask(() => done(null, value)), (error) => queueMicrotask(() => done(error)));
};

export function inherits(child, parent) {
  Object.defineProperty(child, "super_", { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

export const deprecate = (original) => original;
export const debuglog = () => Object.assign(() => {}, { enabled: false });
export const debug = debuglog;
export const toUSVString = (text) => String(text).toWellFormed();
export const isArray = Array.isArray;
export { format, formatWithOptions, inspect, isDeepStrictEqual, stripVTControlCharacters };
export const { TextEncoder, TextDecoder } = globalThis;

const TypedArray = Object.getPrototypeOf(Uint8Array);
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isOf = (...classes) => (value) => classes.some((one) => value instanceof one);

export const types = {
  isAnyArrayBuffer: isOf(ArrayBuffer, SharedArrayBuffer), isArrayBuffer: isOf(ArrayBuffer), isArrayBufferView: ArrayBuffer.isView,
  isAsyncFunction: (value) => typeof value === "function" && tag(value).startsWith("Async"), isBigInt64Array: isOf(BigInt64Array),
  isBoxedPrimitive: isOf(Number, String, Boolean, BigInt, Symbol), isDataView: isOf(DataView), isDate: isOf(Date), isFloat64Array: isOf(Float64Array),
  isGeneratorFunction: (value) => typeof value === "function" && tag(value).endsWith("GeneratorFunction"), isGeneratorObject: (value) => tag(value) === "Generator",
  isMap: isOf(Map), isNativeError: isOf(Error), isPromise: isOf(Promise), isProxy: () => false, isRegExp: isOf(RegExp), isSet: isOf(Set),
  isSharedArrayBuffer: isOf(SharedArrayBuffer), isTypedArray: isOf(TypedArray), isUint8Array: isOf(Uint8Array), isWeakMap: isOf(WeakMap), isWeakSet: isOf(WeakSet),
};

export default {
  promisify, callbackify, inherits, deprecate, debuglog, debug, toUSVString, isArray, format, formatWithOptions, inspect, isDeepStrictEqual,
  stripVTControlCharacters, TextEncoder, TextDecoder, types,
};
