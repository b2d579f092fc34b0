export { Capsule, type ExecuteOptions } from "./capsule.js";
export type { CapsuleOptions } from "./http.js";
export { ApiError, TaskError } from "./errors.js";
export { Result } from "./result.js";
export type { CodeResult } from "./result.js";
export { Run } from "./run.js";
export type { Aliases, Programs, Sources } from "./programs.js";
export type { CodeRun, ProgramRun, Runs } from "./runs.js";
export type * from "./types.js";
