import { z } from "zod";

const User = z.object({
  name: z.string().min(1).transform((name) => name.trim()), age: z.coerce.number().int().positive().optional(), email: z.email(),
  role: z.enum(["admin", "user"]).default("user"), tags: z.array(z.string()).max(3), at: z.iso.datetime().optional(),
  kind: z.discriminatedUnion("type", [z.object({ type: z.literal("a"), x: z.number() }), z.object({ type: z.literal("b") })]),
});

export const main = async () => {
  const bad = User.safeParse({ name: "", age: -1, email: "x", tags: [1, 2], kind: { type: "c" } });
  return [
    User.parse({ name: " Ada ", age: "36", email: "a@b.org", tags: ["x"], kind: { type: "a", x: 1 } }),
    bad.error.issues.map(({ path, message }) => [path.join("."), message]), z.toJSONSchema(z.object({ a: z.string().nullable() })),
    await z.string().refine(async (text) => text === "x").safeParseAsync("y").then(({ success }) => success),
  ];
};
