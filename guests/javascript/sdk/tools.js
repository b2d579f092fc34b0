// Functions of the program that runs this one: `await tools.lookup({ id: "x" })`.

import { call, start } from "../boot/host.js";
import { encode, InvalidResult } from "../boot/results.js";

/** A value that is one plain object gives the function's parameters by their names; any others are given in order. */
function payloadOf(values) {
  const [first] = values;
  const isNamed = values.length === 1 && typeof first === "object" && first !== null && Object.getPrototypeOf(first) === Object.prototype;
  try {
    return encode(isNamed ? { args: [], kwargs: first } : { args: values, kwargs: {} }, "arguments");
  } catch (error) {
    if (error instanceof InvalidResult) throw new TypeError(`a tool takes what JSON can hold: ${error.message}`);
    throw error;
  }
}

const toolOf = (name) => Object.defineProperty(
  async (...values) => (await start("tool.call", payloadOf(values), { tool: name }))[0],
  "name",
  { value: name },
);

export const tools = new Proxy(Object.create(null), {
  get: (_, name) => (typeof name === "string" && name !== "then" ? toolOf(name) : undefined),
  has: (_, name) => call("tool.list").includes(name),
  ownKeys: () => call("tool.list"),
  getOwnPropertyDescriptor: (_, name) => ({ value: toolOf(name), enumerable: true, configurable: true }),
});
