// console: what goes to standard output, and what goes to standard error.

import { ask } from "./host.js";
import { now } from "./clock.js";

const counts = new Map();
const started = new Map();
let indent = "";

/** Makes a console of a way to show values. */
export function createConsole(format, inspect) {
  const print = (stream, values) => {
    const text = format(...values);
    ask("print", `${stream}${indent === "" ? text : text.replace(/^/gm, indent)}\n`);
  };
  const out = (...values) => print(1, values);
  const err = (...values) => print(2, values);
  return {
    log: out,
    info: out,
    debug: out,
    dir: (value, options) => out(inspect(value, { customInspect: false, ...options })),
    dirxml: out,
    table: (data, columns) => out(table(data, columns, inspect)),
    warn: err,
    error: err,
    trace(...values) {
      const frames = String(new Error().stack).split("\n").filter((line) => line !== "" && !line.includes("/lib/javascript/"));
      err(`Trace: ${format(...values)}\n${frames.join("\n")}`);
    },
    assert(condition, ...values) {
      if (!condition) err(...(typeof values[0] === "string" ? [`Assertion failed: ${values[0]}`, ...values.slice(1)] : ["Assertion failed", ...values]));
    },
    group(...values) {
      if (values.length > 0) out(...values);
      indent += "  ";
    },
    groupCollapsed(...values) {
      this.group(...values);
    },
    groupEnd() {
      indent = indent.slice(2);
    },
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => void counts.delete(label),
    time: (label = "default") => void started.set(label, now()),
    timeLog(label = "default", ...values) {
      if (started.has(label)) out(`${label}: ${(now() - started.get(label)).toFixed(3)}ms`, ...values);
    },
    timeEnd(label = "default") {
      this.timeLog(label);
      started.delete(label);
    },
    clear() {},
  };
}

/** Rows of an array or an object, with a column for each property. */
function table(data, columns, inspect) {
  if (typeof data !== "object" || data === null) return inspect(data);
  const rows = data instanceof Map || data instanceof Set ? [...data].map((value, index) => [index, value]) : Object.entries(data);
  const isPlain = (value) => typeof value !== "object" || value === null;
  const names = columns ?? [...new Set(rows.flatMap(([, value]) => (isPlain(value) ? [] : Object.keys(value))))];
  const hasValues = columns === undefined && rows.some(([, value]) => isPlain(value));
  const show = (value) => (value === undefined ? "" : inspect(value, { depth: 0 }));
  const lines = rows.map(([key, value]) => [
    String(key),
    ...names.map((name) => (isPlain(value) ? "" : Object.hasOwn(value, name) ? show(value[name]) : "")),
    ...(hasValues ? [isPlain(value) ? show(value) : ""] : []),
  ]);
  const head = ["(index)", ...names, ...(hasValues ? ["Values"] : [])];
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column].length)) + 2);
  const row = (cells) => `│${cells.map((cell, column) => ` ${cell.padEnd(widths[column] - 1)}`).join("│")}│`;
  const rule = (left, middle, right) => left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  return [rule("┌", "┬", "┐"), row(head), rule("├", "┼", "┤"), ...lines.map(row), rule("└", "┴", "┘")].join("\n");
}
