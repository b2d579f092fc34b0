// Times as tasks and waits take them: text with units, or milliseconds.

const units = { d: 86_400, h: 3_600, m: 60, s: 1, ms: 0.001 };
const form = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/i;
const longest = 3650 * 86_400;

/** Seconds of a time such as "500ms", "30s", "1h30m" or "2d", or of a number of milliseconds. */
export function secondsOf(duration) {
  const seconds = typeof duration === "number" ? duration / 1000 : typeof duration === "string" ? read(duration.trim()) : NaN;
  if (!(seconds >= 0 && seconds <= longest)) {
    throw new RangeError(`${typeof duration === "string" ? JSON.stringify(duration) : String(duration)} is no time; use "500ms", "30s", "5m", "1h30m", "2d", or a number of milliseconds`);
  }
  return seconds;
}

function read(text) {
  const match = form.exec(text);
  if (match === null || text === "") return NaN;
  return Object.values(units).reduce((sum, unit, index) => sum + (match[index + 1] === undefined ? 0 : Number(match[index + 1]) * unit), 0);
}
