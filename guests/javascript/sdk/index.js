// What a program imports from "@capsule-run/sdk".

import { start } from "../boot/host.js";
import { secondsOf } from "./time.js";

export { declare as task, program, TaskError, TaskResult } from "../boot/tasks.js";
export { HostError, LimitExceeded, PermissionError, ToolError } from "../boot/host.js";
export { tools } from "./tools.js";

/** Waits for a time. In a durable run the sandbox is dropped meanwhile. */
export async function sleep(duration) {
  await start("run.sleep", undefined, { seconds: secondsOf(duration) });
}

/** Waits until somebody sends the run a signal, and gives what was sent with it. */
export async function waitForSignal(name, { timeout } = {}) {
  const [value] = await start("run.signal", undefined, { name, timeout: timeout === undefined || timeout === null ? null : secondsOf(timeout) });
  return value;
}
