import { readEvents } from "./events.js";
import { pause, type Http } from "./http.js";
import { Result } from "./result.js";
import type { Json, RunEvent, RunState, TaskInfo } from "./types.js";

/** How long a request waits for the end of a run, and is made again then. */
const patience = "60s";

const reconnectPause = 250;

/** A run on the server, which goes on whether somebody waits for it or not. */
export class Run<T = unknown> {
  readonly #http: Http;

  constructor(http: Http, /** The run's id. */ readonly id: string) {
    this.#http = http;
  }

  /** What the run is like now. */
  get({ signal }: { signal?: AbortSignal } = {}): Promise<RunState<T>> {
    return this.#http.json(this.#path(), { signal });
  }

  /** Waits until the run has ended. The signal ends the waiting, and not the run. */
  async result({ signal }: { signal?: AbortSignal } = {}): Promise<Result<T>> {
    for (;;) {
      const { envelope } = await this.#http.json<RunState<T>>(this.#path(), { query: { wait: patience }, signal });
      if (envelope !== null) return new Result(envelope);
    }
  }

  /** What happens in the run, from its beginning to its end. A connection that breaks is made again where it was. */
  async *events({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<RunEvent<T>> {
    let last = "";
    for (;;) {
      const response = await this.#http.send(this.#path("/events"), { headers: last === "" ? {} : { "Last-Event-ID": last }, signal });
      try {
        for await (const { id, type, data } of readEvents(response)) {
          last = id || last;
          const event = { type, ...(JSON.parse(data) as object) } as RunEvent<T>;
          yield event;
          if (event.type === "run" && event.ended !== null) return;
        }
      } catch (error) {
        // What fetch throws where a connection breaks.
        if (signal?.aborted || !(error instanceof TypeError)) throw error;
      }
      await pause(reconnectPause, signal);
    }
  }

  /** The tasks of the run, in the order in which they started. */
  tasks(): AsyncGenerator<TaskInfo> {
    return this.#http.pages(this.#path("/tasks"), "tasks");
  }

  /** Sends a signal, which is kept until a task of the run waits for it. */
  signal(name: string, payload: Json = null): Promise<void> {
    return this.#http.json(this.#path(`/signals/${encodeURIComponent(name)}`), { method: "POST", body: { payload } });
  }

  /** Asks for the run's end. */
  async cancel(): Promise<void> {
    await this.#http.json(this.#path("/cancel"), { method: "POST", isRepeatable: true });
  }

  #path(rest = ""): string {
    return `/v1/runs/${encodeURIComponent(this.id)}${rest}`;
  }
}
