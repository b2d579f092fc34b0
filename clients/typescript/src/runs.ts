import type { Http } from "./http.js";
import { Run } from "./run.js";
import type { Json, Language, Limits, RunInfo, RunState, RunStatus } from "./types.js";

interface StartOptions {
  /** By name or by position; for code, what it finds as `args`. */
  args?: Json;
  limits?: Limits;
  /** Whether the run goes on where it was when the server was ended. True by default. */
  durable?: boolean;
  /** The caller's own name for the run: started again under the same key it is the same run. A random one by default. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A run of a program that was uploaded. */
export interface ProgramRun extends StartOptions {
  /** A version or an alias. */
  program: string;
  /** Its task; the entry by default. */
  task?: string;
}

/** A run of code. */
export interface CodeRun extends StartOptions {
  code: string;
  language?: Language;
}

/** The tenant's runs. */
export class Runs {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Starts a run and goes on. Sending the request twice starts one run: it has a key. */
  async start<T = unknown>({ idempotencyKey, signal, ...body }: ProgramRun | CodeRun): Promise<Run<T>> {
    const response = await this.#http.send("/v1/runs", {
      method: "POST",
      body,
      headers: { "Idempotency-Key": idempotencyKey ?? crypto.randomUUID() },
      isRepeatable: true,
      signal,
    });
    await response.body?.cancel();
    return this.at<T>(response.headers.get("Location")!.split("/").at(-1)!);
  }

  /** A run by its id, without asking the server whether there is one. */
  at<T = unknown>(id: string): Run<T> {
    return new Run<T>(this.#http, id);
  }

  /** What a run is like now. */
  get<T = unknown>(id: string): Promise<RunState<T>> {
    return this.at<T>(id).get();
  }

  /** All runs, the youngest first. */
  list({ status }: { status?: RunStatus } = {}): AsyncGenerator<RunInfo> {
    return this.#http.pages("/v1/runs", "runs", { status });
  }
}
