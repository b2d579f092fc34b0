import * as R from "ramda";

export const main = () => [
  R.pipe(R.map(R.multiply(2)), R.filter(R.gt(R.__, 3)), R.sum)([1, 2, 3]), R.path(["a", 0, "b"], { a: [{ b: 1 }] }), R.groupBy(R.prop("k"), [{ k: "x" }, { k: "y" }]),
  R.over(R.lensPath(["a", "b"]), R.inc, { a: { b: 1 } }), R.curry((a, b, c) => a + b + c)(1)(2)(3), R.equals({ a: [1, new Date(0)] }, { a: [1, new Date(0)] }), R.transpose([[1, 2], [3]]),
];
