import type { Envelope } from "./types.js";

/** The server refused a request, or failed. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** The status of HTTP. */
    readonly status: number,
    /** One of the error types of envelopes, such as "config_error"; null where the answer was none of a Capsule server. */
    readonly errorType: string | null,
    message: string,
  ) {
    super(message);
  }
}

/** A task failed: what `unwrap()` throws. */
export class TaskError extends Error {
  override readonly name = "TaskError";

  /** Such as "timeout" or "task_error". */
  readonly errorType: string;

  constructor(readonly envelope: Envelope) {
    const { error_type = "internal_error", message = "" } = envelope.error ?? {};
    super(`${envelope.execution.task_name}: ${error_type}: ${message}`);
    this.errorType = error_type;
  }
}
