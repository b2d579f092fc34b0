import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";

const schema = {
  type: "object", required: ["id", "items"], additionalProperties: false,
  properties: { id: { type: "integer", minimum: 1 }, items: { type: "array", items: { $ref: "#/$defs/item" }, uniqueItems: true } },
  $defs: { item: { type: "string", pattern: "^[a-z]+$" } },
};

export const main = () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const good = validate({ id: 1, items: ["a", "b"] });
  validate({ id: 0, items: ["A", "A"], x: 1 });
  const tuple = new Ajv2020().compile({ type: "array", prefixItems: [{ type: "number" }], items: false });
  return [good, validate.errors.map(({ instancePath, message }) => [instancePath, message]), tuple([1]), tuple([1, 2])];
};
