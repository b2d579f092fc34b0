import { TaskError } from "./errors.js";
import type { Envelope, ErrorInfo, ExecutionInfo } from "./types.js";

/** The envelope of a task. */
export class Result<T = unknown> implements Envelope<T> {
  declare readonly success: boolean;
  declare readonly result: T | null;
  declare readonly error: ErrorInfo | null;
  declare readonly execution: ExecutionInfo;
  declare readonly run_id?: string;

  constructor(envelope: Envelope<T>) {
    Object.assign(this, envelope);
  }

  /** What the task returned; throws a TaskError if it failed. */
  unwrap(): T {
    if (!this.success) throw new TaskError(this);
    return this.result as T;
  }
}

/** The envelope of code, and what it printed. */
export interface CodeResult<T = unknown> extends Result<T> {
  readonly stdout: string;
  readonly stderr: string;
  /** True where it printed more than is here. */
  readonly output_cut?: boolean;
}
