import { Command, Option } from "commander";

export const main = async () => {
  const lines = [];
  const program = new Command("tool").exitOverride().configureOutput({ writeOut: (text) => lines.push(text), writeErr: (text) => lines.push(text) });
  program.option("-v, --verbose").addOption(new Option("-n <number>").argParser(Number).default(1));
  program.command("add <a> [b...]").description("Adds.").action((a, b, options, command) => lines.push([a, b, command.optsWithGlobals()]));
  await program.parseAsync(["add", "-n", "3", "x", "y", "z"], { from: "user" });
  const codes = [];
  for (const words of [["--help"], ["nothing"]]) await program.parseAsync(words, { from: "user" }).catch((error) => codes.push(error.code));
  return [lines, codes];
};
