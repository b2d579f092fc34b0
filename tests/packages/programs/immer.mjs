import { applyPatches, enableMapSet, enablePatches, produce, produceWithPatches } from "immer";

enablePatches();
enableMapSet();

export const main = () => {
  const base = { list: [{ done: false }, { done: false }], map: new Map([["a", 1]]) };
  const [next, patches, inverse] = produceWithPatches(base, (draft) => { draft.list[1].done = true; draft.map.set("b", 2); });
  return [next.list, [...next.map], base.list[0] === next.list[0], patches, [...applyPatches(next, inverse).map], Object.isFrozen(next),
    (() => { "use strict"; try { next.list.push(1); return ""; } catch (error) { return error.name; } })(), produce([1], (draft) => void draft.push(2))];
};
