import * as v from "valibot";

const Schema = v.pipe(v.object({ name: v.pipe(v.string(), v.trim(), v.minLength(2)), n: v.optional(v.number(), 5) }), v.check(({ name }) => name !== "no", "refused"));

export const main = () => [v.parse(Schema, { name: " Ada " }), v.safeParse(Schema, { name: "x", n: "1" }).issues.map(({ message }) => message), v.is(Schema, { name: "no" })];
