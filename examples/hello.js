import { task } from "@capsule-run/sdk";

export const main = task({ name: "main", compute: "LOW", ram: "64MB" }, async (name = "Capsule") => `Hello from ${name}!`);
