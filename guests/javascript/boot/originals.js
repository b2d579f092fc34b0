// The language's own functions as they were before any program. A program may put others in their place, for its own code; what it returned
// or threw is told all the same.

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;

const iteratorOf = (values) => getPrototypeOf(values[Symbol.iterator]());

const holders = [
  Array, Array.prototype, BigInt.prototype, Date.prototype, Error.prototype, Function.prototype, Map.prototype, Number, Number.prototype, Object,
  Object.prototype, RegExp.prototype, Set.prototype, String.prototype, Uint8Array.prototype, getPrototypeOf(Uint8Array.prototype),
  iteratorOf([]), getPrototypeOf(iteratorOf([])), iteratorOf(new Map()), iteratorOf(new Set()),
];

// A list of properties, linked: an array's elements go through what a program puts into Array.prototype.
let originals = null;
for (const holder of holders) {
  for (const key of ownKeys(holder)) originals = { holder, key, property: propertyOf(holder, key), next: originals };
}

/** Whether a program has changed any of them. */
export function areChanged() {
  for (let at = originals; at !== null; at = at.next) {
    if (!isSame(propertyOf(at.holder, at.key), at.property)) return true;
  }
  return false;
}

/** Does work with all of them in their places, and puts back what the program had put there. */
export function withOriginals(work) {
  let theirs = null;
  for (let at = originals; at !== null; at = at.next) {
    const property = propertyOf(at.holder, at.key);
    if (isSame(property, at.property)) continue;
    theirs = { holder: at.holder, key: at.key, property, next: theirs };
    defineProperty(at.holder, at.key, at.property);
  }
  try {
    return work();
  } finally {
    for (; theirs !== null; theirs = theirs.next) {
      if (theirs.property === undefined) deleteProperty(theirs.holder, theirs.key);
      else defineProperty(theirs.holder, theirs.key, theirs.property);
    }
  }
}

/** A property as it is now. It inherits nothing: what Object.prototype has would count as a part of it. */
function propertyOf(holder, key) {
  const property = getOwnPropertyDescriptor(holder, key);
  if (property !== undefined) setPrototypeOf(property, null);
  return property;
}

const isSame = (one, other) => one !== undefined && one.value === other.value && one.get === other.get && one.set === other.set;
