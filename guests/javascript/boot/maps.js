// Source maps of files that were compiled to JavaScript: the place of an error is shown as it was written.

const maps = new Map();

/** Keeps a file's map, as JSON. It is decoded when an error needs it. */
export function keep(file, map) {
  maps.set(file, map);
}

/** The line and column, from 1, that a place of the compiled file comes from. */
export function mapPosition(file, line, column) {
  const map = maps.get(file);
  if (map === undefined) return [line, column];
  if (typeof map === "string") maps.set(file, decode(JSON.parse(map).mappings));
  let found;
  for (const [generated, sourceLine, sourceColumn] of maps.get(file)[line - 1] ?? []) {
    if (generated > column - 1 && found !== undefined) break;
    found = [sourceLine + 1, sourceColumn + 1];
  }
  return found ?? [line, column];
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** For each line, its segments: a column, and the line and column that it comes from. */
function decode(mappings) {
  let [source, line, column] = [0, 0, 0];
  return mappings.split(";").map((group) => {
    let generated = 0;
    const segments = [];
    for (const segment of group.split(",").filter(Boolean)) {
      const [step, sourceStep, lineStep, columnStep] = numbers(segment);
      generated += step;
      if (sourceStep === undefined) continue;
      source += sourceStep;
      line += lineStep;
      column += columnStep;
      segments.push([generated, line, column]);
    }
    return segments;
  });
}

/** Base64 VLQ: five bits in each digit, the sign in the lowest of a number. */
function numbers(text) {
  const result = [];
  let [value, shift] = [0, 0];
  for (const letter of text) {
    const digit = digits.indexOf(letter);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) === 0) {
      result.push(value & 1 ? -(value >>> 1) : value >>> 1);
      [value, shift] = [0, 0];
    }
  }
  return result;
}
