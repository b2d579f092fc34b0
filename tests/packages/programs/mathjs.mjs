import { bignumber, chain, complex, create, all, derivative, evaluate, fraction, inv, matrix, multiply, parse, simplify, unit } from "mathjs";

export const main = () => [
  evaluate("sqrt(3^2 + 4^2) + sin(pi / 2)"), evaluate("f(x) = x^2; f(5)").entries, evaluate("12 inch to cm").toString(), derivative("x^3 + 2x", "x").toString(),
  simplify("2x + 3x").toString(), inv(matrix([[1, 2], [3, 4]])).toArray().map((row) => row.map((n) => Math.round(n * 1e6) / 1e6)), multiply([[1, 2]], [[3], [4]]),
  complex(1, 2).mul(complex(0, 1)).toString(), fraction(1, 3).add(fraction(1, 6)).toFraction(), chain(3).add(4).multiply(2).done(), unit("5 km/h").toNumber("m/s").toFixed(6),
  create(all, { number: "BigNumber", precision: 40 }).evaluate("1 / 3").toString(), bignumber("0.1").plus("0.2").toString(), parse("a + b").evaluate({ a: 1, b: 2 }),
];
