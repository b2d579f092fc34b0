import _ from "lodash";
import debounce from "lodash/debounce.js";

export const main = () => [
  _.chunk([1, 2, 3, 4, 5], 2), _.groupBy(["one", "two", "three"], "length"), _.merge({ a: { b: 1 } }, { a: { c: [1, { d: 2 }] } }),
  _.cloneDeep({ at: new Date(0), set: [...new Set([1])], re: String(/x/g) }), _.camelCase("Foo Bar-baz"), _.get({ a: [{ b: 7 }] }, "a[0].b"),
  _.template("Hello <%= name %>!")({ name: "Ada" }), _.sortBy([{ n: 2 }, { n: 1 }], "n"), _.isEqual(new Map([[1, 2]]), new Map([[1, 2]])),
  typeof debounce(() => {}, 1), _(["a", "b"]).map(_.upperFirst).reverse().value(), _.VERSION,
];
