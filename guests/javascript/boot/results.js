// Turns a task's result into JSON, or says which part of it cannot be. docs/reference/envelope.md lists the rules.

const { stringify } = JSON;
const LIMIT = 64 << 20;
const DEPTH = 500;

/** A result that JSON cannot hold; the message names the place. */
export class InvalidResult extends Error {}

const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const TypedArray = Object.getPrototypeOf(Uint8Array);

/** The JSON of a value. `root` is what messages call it. */
export function encode(value, root = "result") {
  const text = new Encoder(root).write(value, root, 0) ?? "null";
  if (text.length > LIMIT) throw new InvalidResult(`${root}: its JSON has ${text.length.toLocaleString()} characters, and ${LIMIT.toLocaleString()} are allowed`);
  return text;
}

class Encoder {
  above = [];

  constructor(root) {
    this.root = root;
  }

  /** JSON, or undefined for what is left out of objects. */
  write(value, path, depth) {
    switch (typeof value) {
      case "string": return text(value, path);
      case "number":
        if (!Number.isFinite(value)) throw new InvalidResult(`${path}: ${value} is no JSON number`);
        return stringify(value);
      case "boolean": return value ? "true" : "false";
      case "bigint": return value.toString();
      case "undefined": return undefined;
      case "function":
      case "symbol": throw new InvalidResult(`${path}: a ${typeof value}, which JSON cannot hold`);
      default: return value === null ? "null" : this.enter(value, path, depth);
    }
  }

  enter(value, path, depth) {
    if (this.above.includes(value)) throw new InvalidResult(`${path}: the value contains itself`);
    if (depth >= DEPTH) throw new InvalidResult(`${path.slice(0, 200)}…: nested deeper than ${DEPTH} levels`);
    this.above.push(value);
    const json = this.object(value, path, depth + 1);
    this.above.pop();
    return json;
  }

  object(value, path, depth) {
    if (typeof value.toJSON === "function" && !(value instanceof Date)) return this.write(value.toJSON(), path, depth);
    if (Array.isArray(value)) return this.list(value, path, depth);
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw new InvalidResult(`${path}: an invalid date`);
      return `"${value.toISOString()}"`;
    }
    if (value instanceof Map) return this.map(value, path, depth);
    if (value instanceof Set) return this.list([...value], path, depth);
    if (value instanceof Uint8Array || value instanceof Uint8ClampedArray) return `"${base64(value)}"`;
    if (value instanceof TypedArray) return this.list([...value], path, depth);
    if (value instanceof ArrayBuffer) return `"${base64(new Uint8Array(value))}"`;
    if (value instanceof DataView) return `"${base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}"`;
    if (value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt) return this.write(value.valueOf(), path, depth);
    if (value instanceof Error) return this.entries([["name", value.name], ["message", value.message], ...Object.entries(value)], path, depth);
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof RegExp) {
      const hint = value instanceof Promise ? "; await it first" : "";
      throw new InvalidResult(`${path}: a value of type '${value.constructor.name}', which JSON cannot hold${hint}`);
    }
    return this.entries(Object.entries(value), path, depth);
  }

  list(values, path, depth) {
    const parts = [];
    for (let index = 0; index < values.length; index++) parts.push(this.write(values[index], `${path}[${index}]`, depth) ?? "null");
    return `[${parts.join(",")}]`;
  }

  map(value, path, depth) {
    const entries = [];
    const seen = new Set();
    for (const [key, item] of value) {
      if (typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean" && typeof key !== "bigint" && key !== null) {
        throw new InvalidResult(`${path}: a key of the Map is ${typeof key === "object" ? "an object" : `a ${typeof key}`}, and JSON keys are strings`);
      }
      const name = String(key);
      if (seen.has(name)) throw new InvalidResult(`${path}: two keys of the Map become the same string, '${name}'`);
      seen.add(name);
      entries.push([name, item]);
    }
    return this.entries(entries, path, depth);
  }

  entries(entries, path, depth) {
    const parts = [];
    for (const [key, item] of entries) {
      if (typeof item === "function" || typeof item === "symbol") continue; // as JSON.stringify does
      const json = this.write(item, `${path}[${stringify(key)}]`, depth);
      if (json !== undefined) parts.push(`${text(key, `a key of ${path}`)}:${json}`);
    }
    return `{${parts.join(",")}}`;
  }
}

function text(value, path) {
  if (halfPair.test(value)) throw new InvalidResult(`${path}: a string with half of a surrogate pair, which is no valid Unicode`);
  return stringify(value);
}

const base64 = (bytes) => {
  if (typeof bytes.toBase64 === "function" && bytes instanceof Uint8Array) return bytes.toBase64();
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).toBase64();
};
