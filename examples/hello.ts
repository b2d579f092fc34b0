import { task } from "@capsule-run/sdk";

interface Greeting {
  text: string;
  language: "en" | "de";
}

export const main = task({ name: "main", compute: "LOW", ram: "64MB" }, async (name: string = "Capsule"): Promise<Greeting> => {
  return { text: `Hello from ${name}!`, language: "en" };
});
