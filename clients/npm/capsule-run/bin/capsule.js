#!/usr/bin/env node
// Starts the native command of the package for this platform, as if it had been called itself.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const name = `@capsule-run/cli-${process.platform}-${process.arch}`;

function find() {
  try {
    return require.resolve(`${name}/capsule`);
  } catch {
    console.error(
      `error: the package ${name} is not installed. Capsule runs on linux-x64 and linux-arm64; ` +
        "where that is what you have, install again without --omit=optional (npm install capsule-run)",
    );
    process.exit(2);
  }
}

const child = spawn(find(), process.argv.slice(2), { stdio: "inherit" });
// What a terminal sends reaches the command as well; what is sent to this process alone is passed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
  process.on(signal, () => process.stdin.isTTY && signal === "SIGINT" ? undefined : child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: ${child.spawnfile} cannot be started: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
