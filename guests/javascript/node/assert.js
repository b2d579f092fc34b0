// node:assert.

import { dequal as isDeepStrictEqual } from "dequal";
import { inspect } from "../boot/inspect.js";

export class AssertionError extends Error {
  name = "AssertionError";
  code = "ERR_ASSERTION";

  constructor({ message, actual, expected, operator }) {
    super(message ?? `${inspect(actual)} ${operator} ${inspect(expected)}`);
    Object.assign(this, { actual, expected, operator, generatedMessage: message === undefined });
  }
}

function check(isTrue, message, operator, actual, expected, text) {
  if (isTrue) return;
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? text, actual, expected, operator });
}

const show = (actual, expected, text) => `${text}:\n\n${inspect(actual)} !== ${inspect(expected)}\n`;

export function ok(value, message) {
  check(value, message, "==", value, true, `The expression evaluated to a falsy value: ${inspect(value)}`);
}

export const equal = (actual, expected, message) => check(actual == expected || (actual !== actual && expected !== expected), message, "==", actual, expected);
export const notEqual = (actual, expected, message) => check(actual != expected, message, "!=", actual, expected);
export const strictEqual = (actual, expected, message) =>
  check(Object.is(actual, expected), message, "strictEqual", actual, expected, show(actual, expected, "Expected values to be strictly equal"));
export const notStrictEqual = (actual, expected, message) => check(!Object.is(actual, expected), message, "notStrictEqual", actual, expected);
export const deepStrictEqual = (actual, expected, message) =>
  check(isDeepStrictEqual(actual, expected), message, "deepStrictEqual", actual, expected, show(actual, expected, "Expected values to be strictly deep-equal"));
export const notDeepStrictEqual = (actual, expected, message) => check(!isDeepStrictEqual(actual, expected), message, "notDeepStrictEqual", actual, expected);
export const deepEqual = deepStrictEqual;
export const notDeepEqual = notDeepStrictEqual;
export const match = (text, pattern, message) => check(pattern.test(text), message, "match", text, pattern);
export const doesNotMatch = (text, pattern, message) => check(!pattern.test(text), message, "doesNotMatch", text, pattern);

export function fail(message = "Failed") {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, operator: "fail" });
}

export function ifError(value) {
  if (value !== null && value !== undefined) throw value;
}

function judge(error, expected, message) {
  if (expected === undefined || typeof expected === "string") return;
  if (expected instanceof RegExp) return check(expected.test(String(error)), message, "throws", error, expected);
  if (typeof expected === "function") {
    if (expected.prototype !== undefined && error instanceof expected) return;
    if (Error.isPrototypeOf(expected)) throw error;
    return check(expected.call({}, error) === true, message, "throws", error, expected);
  }
  for (const [key, value] of Object.entries(expected)) {
    const fits = value instanceof RegExp && typeof error[key] === "string" ? value.test(error[key]) : isDeepStrictEqual(error[key], value);
    check(fits, message, "throws", error, expected);
  }
}

export function throws(run, expected, message) {
  let error;
  try {
    run();
  } catch (thrown) {
    error = { thrown };
  }
  if (error === undefined) fail(typeof expected === "string" ? expected : message ?? "Missing expected exception.");
  judge(error.thrown, expected, message);
}

export function doesNotThrow(run) {
  run();
}

export async function rejects(promise, expected, message) {
  let error;
  try {
    await (typeof promise === "function" ? promise() : promise);
  } catch (thrown) {
    error = { thrown };
  }
  if (error === undefined) fail(message ?? "Missing expected rejection.");
  judge(error.thrown, expected, message);
}

export const doesNotReject = async (promise) => void (await (typeof promise === "function" ? promise() : promise));

const assert = Object.assign((value, message) => ok(value, message), {
  AssertionError, ok, equal, notEqual, strictEqual, notStrictEqual, deepStrictEqual, notDeepStrictEqual, deepEqual, notDeepEqual, match, doesNotMatch, fail, ifError,
  throws, doesNotThrow, rejects, doesNotReject,
});
assert.strict = assert;
export const strict = assert;
export default assert;
