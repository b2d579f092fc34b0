import { Http, type CapsuleOptions } from "./http.js";
import { Programs } from "./programs.js";
import { Result, type CodeResult } from "./result.js";
import { Runs } from "./runs.js";
import type { Json, Language, Limits } from "./types.js";

/** How code is executed. */
export interface ExecuteOptions {
  /** "python" by default. */
  language?: Language;
  /** What the code finds as `args`. */
  args?: Json;
  limits?: Limits;
  /** Ends the execution. */
  signal?: AbortSignal;
}

/** A Capsule server. */
export class Capsule {
  /** Programs that were uploaded, and the names that lead to them. */
  readonly programs: Programs;

  /** Runs of programs and of code, which go on when nobody waits for them. */
  readonly runs: Runs;

  readonly #http: Http;

  constructor(options: CapsuleOptions) {
    this.#http = new Http(options);
    this.programs = new Programs(this.#http);
    this.runs = new Runs(this.#http);
  }

  /** Executes code in a sandbox of its own; the value of its last expression is the result. */
  async execute<T = unknown>(code: string, { language, args, limits, signal }: ExecuteOptions = {}): Promise<CodeResult<T>> {
    const body = { code, language, args, limits };
    return new Result<T>(await this.#http.json("/v1/execute", { method: "POST", body, signal })) as CodeResult<T>;
  }
}
