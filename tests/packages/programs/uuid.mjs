import { NIL, parse, stringify, v1, v3, v4, v5, v7, validate, version } from "uuid";

export const main = () => [
  v5("capsule.dev", v5.DNS), v3("capsule.dev", v3.DNS), validate(v4()), version(v4()), version(v7()), version(v1()), v7() < v7(), stringify(parse(NIL)), v4() === v4(),
];
