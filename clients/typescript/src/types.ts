// What the server sends and takes (docs/reference/http-api.md), with its own names.

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The language of code. Code in JavaScript may be TypeScript. */
export type Language = "python" | "typescript" | "javascript";

/** What code or a task may use, at most what the server allows; names and forms are those of Python's decorator. */
export interface Limits {
  compute?: "LOW" | "MEDIUM" | "HIGH" | number;
  ram?: string | number;
  timeout?: string | number;
  max_output?: string | number;
  max_retries?: number;
}

/** Why a task failed. */
export interface ErrorInfo {
  error_type: string;
  message: string;
  exception?: string;
  traceback?: string;
}

/** What a task took. */
export interface ExecutionInfo {
  task_name: string;
  duration_ms: number;
  retries: number;
  fuel_consumed: number;
  ram_used: number;
  host_requests: readonly Record<string, unknown>[];
}

/** What every task ends with. */
export interface Envelope<T = unknown> {
  success: boolean;
  result: T | null;
  error: ErrorInfo | null;
  execution: ExecutionInfo;
  run_id?: string;
}

/** Where a run is. */
export type RunStatus = "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled";

/** A run as the server lists it. */
export interface RunInfo {
  id: string;
  status: RunStatus;
  /** The version of its program; null for code. */
  program: string | null;
  task: string;
  durable: boolean;
  idempotency_key: string | null;
  created: string;
  updated: string;
  ended: string | null;
  /** When it goes on at the latest, where it waits. */
  wake_at: string | null;
  /** The signal that it waits for. */
  awaited_signal: string | null;
}

/** A run with the envelope that it ended with; null before. */
export interface RunState<T = unknown> extends RunInfo {
  envelope: Envelope<T> | null;
}

/** A task of a run. */
export interface TaskInfo {
  /** Where it stands in the run. */
  task: string;
  name: string;
  status: string;
  attempts: number;
  started: string;
  ended: string | null;
  fuel_consumed: number;
  ram_used: number;
  envelope: Envelope | null;
}

/** Something that happened in a run. */
export type RunEvent<T = unknown> =
  | { type: "task_started"; task: string; name: string; attempt: number }
  | { type: "output"; task: string; name: string; channel: "stdout" | "stderr"; text: string }
  | { type: "task_ended"; task: string; name: string; envelope: Envelope }
  | ({ type: "run" } & RunState<T>);

/** A task that a program declares. */
export interface ProgramTask {
  name: string;
  entry: boolean;
  line: number;
  policy: Record<string, unknown>;
}

/** A version of a program, which never changes. */
export interface ProgramInfo {
  version: string;
  language: string;
  main: string;
  /** In bytes. */
  size: number;
  created: string;
  /** Not in lists. */
  tasks?: ProgramTask[];
}

/** A name that leads to a version. */
export interface AliasInfo {
  name: string;
  version: string;
  changed: string;
}
