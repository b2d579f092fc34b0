import { ApiError } from "./errors.js";

/** How a client reaches its server. */
export interface CapsuleOptions {
  /** Where the server listens, such as "http://127.0.0.1:8484". */
  url: string;
  /** An API key, "capsule_…". */
  apiKey: string;
  /** How often a request is sent again that the server was too busy for, or that is safe to repeat and got no answer. 2 by default. */
  maxRetries?: number;
  /** Whether the key may be sent to another machine without TLS. */
  insecure?: boolean;
}

/** A request. */
export interface Request {
  method?: string;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  /** Bytes, or what is sent as JSON. */
  body?: unknown;
  /** Whether sending it twice is as sending it once. Those that only read are. */
  isRepeatable?: boolean;
  signal?: AbortSignal | undefined;
}

const busy = new Set([429, 503]);
const longestPause = 30_000;

/** Sends requests to a server. */
export class Http {
  readonly #base: URL;
  readonly #key: string;
  readonly #maxRetries: number;

  constructor({ url, apiKey, maxRetries = 2, insecure = false }: CapsuleOptions) {
    this.#base = new URL(url);
    if (!apiKey) throw new TypeError("apiKey is missing: the server shows the first one when it starts, and POST /v1/keys makes others");
    if (this.#base.protocol !== "https:" && !insecure && !isThisMachine(this.#base.hostname)) {
      throw new TypeError(`the API key would cross the network unencrypted to ${this.#base.host}: use https://, or say insecure: true where the network is trusted`);
    }
    this.#key = apiKey;
    this.#maxRetries = maxRetries;
  }

  /** Sends a request and reads the JSON of its answer; undefined where it has none. */
  async json<T>(path: string, request: Request = {}): Promise<T> {
    const response = await this.send(path, request);
    const text = await response.text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Sends a request, again where that may help. Throws an ApiError for answers that are none. */
  async send(path: string, request: Request = {}): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      let response: Response;
      try {
        response = await this.#sendOnce(path, request);
      } catch (error) {
        const isRepeatable = request.isRepeatable ?? (request.method ?? "GET") === "GET";
        if (!isRepeatable || request.signal?.aborted || attempt >= this.#maxRetries) throw error;
        await pause(250 * 2 ** attempt, request.signal);
        continue;
      }
      if (response.ok) return response;
      if (!busy.has(response.status) || attempt >= this.#maxRetries) throw await toError(response);
      const seconds = Number(response.headers.get("Retry-After") ?? 1);
      await response.body?.cancel();
      await pause(Math.min(longestPause, 1000 * (Number.isFinite(seconds) ? seconds : 1)), request.signal);
    }
  }

  /** All items of a list, a page at a time. */
  async *pages<T>(path: string, member: string, query: Record<string, string | number | undefined> = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: Record<string, unknown> = await this.json(path, { query: { ...query, cursor } });
      yield* page[member] as T[];
      cursor = (page["next"] as string | null) ?? undefined;
    } while (cursor !== undefined);
  }

  #sendOnce(path: string, { method = "GET", query = {}, headers = {}, body, signal }: Request): Promise<Response> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const isBytes = body instanceof Uint8Array;
    const sent = body === undefined ? null : isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
    return fetch(url, {
      method,
      // A server that moved would be sent the key.
      redirect: "error",
      headers: {
        Authorization: `Bearer ${this.#key}`,
        ...(sent === null ? {} : { "Content-Type": isBytes ? "application/octet-stream" : "application/json" }),
        ...headers,
      },
      body: sent,
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

const isThisMachine = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);

async function toError(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { detail, title, error_type = null } = JSON.parse(text) as Record<string, string>;
    return new ApiError(response.status, error_type, detail ?? title ?? `the server answered with ${response.status}`);
  } catch {
    return new ApiError(response.status, null, `the server answered with ${response.status}, and with nothing that says why`);
  }
}

/** Waits for a time, and no longer than the signal lets it. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
