// Time since the first look at the clock in this sandbox: the engine would count from when the image was made.

const native = performance.now.bind(performance);
let origin;

/** Forgets when the clock was first looked at. */
export const forget = () => void (origin = undefined);

/** Milliseconds. */
export function now() {
  const time = native();
  origin ??= time;
  return time - origin;
}

const started = () => Date.now() - now();

export const clock = {
  now,
  get timeOrigin() {
    return started();
  },
  mark: (name) => ({ name, entryType: "mark", startTime: now(), duration: 0 }),
  measure: (name) => ({ name, entryType: "measure", startTime: 0, duration: now() }),
  getEntries: () => [],
  getEntriesByName: () => [],
  getEntriesByType: () => [],
  clearMarks() {},
  clearMeasures() {},
  toJSON: () => ({ timeOrigin: started() }),
  get [Symbol.toStringTag]() {
    return "Performance";
  },
};
