/** Times as text with units ("500ms", "30s", "1h30m"), or a number of milliseconds. */
export type Duration = string | number;

/** Sizes as text ("64MB", "512MiB"), or a number of bytes. */
export type Size = string | number;

/** What a task may use, and what it may reach. */
export interface TaskOptions {
  /** The task's name; the name that it is exported by where there is none. The task named "main" is the program's entry. */
  name?: string;
  /** "LOW", "MEDIUM" (the default), "HIGH", or a number of units. */
  compute?: "LOW" | "MEDIUM" | "HIGH" | (string & {}) | number;
  /** Memory. */
  ram?: Size;
  /** Time for one attempt. */
  timeout?: Duration;
  /** How much one attempt may print, to both streams together; 256 MiB by default. */
  maxOutput?: Size;
  /** How many times a failed attempt is repeated. */
  maxRetries?: number;
  /** The same with pauses and conditions. */
  retry?: {
    max?: number;
    backoff?: "constant" | "linear" | "exponential";
    initial?: Duration;
    maxDelay?: Duration;
    jitter?: boolean;
    on?: readonly string[];
  };
  /** Folders of the project that the task may use. */
  allowedFiles?: readonly (string | { path: string; mode?: "read-only" | "ro" | "read-write" | "rw" })[];
  /** Hosts that the task may send HTTP requests to. */
  allowedHosts?: readonly string[];
  /** Names of environment variables that the task may see. */
  envVariables?: readonly string[];
  /** Variables whose values the task may send and never sees, with the hosts that may get them. */
  secrets?: Readonly<Record<string, readonly string[] | { hosts?: readonly string[]; in?: readonly ("headers" | "body")[] }>>;
  /** Names of the host program's functions that the task may call; all that the run is granted by default. */
  tools?: readonly string[];
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

/** The envelope of a task. */
export declare class TaskResult<R = unknown> {
  readonly success: boolean;
  readonly result: R | null;
  readonly error: ErrorInfo | null;
  readonly execution: ExecutionInfo;
  /** Returns what the task returned; throws a TaskError if it failed. */
  unwrap(): R;
}

/** A task failed. */
export declare class TaskError extends Error {
  readonly errorType: string;
  readonly result: TaskResult;
}

/** What the host was asked to run failed there. */
export declare class HostError extends Error {}

/** Something that the task was not granted. */
export declare class PermissionError extends Error {
  readonly code: "EACCES";
}

/** A bound of the task or of its run was reached. */
export declare class LimitExceeded extends Error {}

/** A function of the host program failed. */
export declare class ToolError extends Error {}

/** A task that was started. */
export interface TaskRun<R> extends Promise<TaskResult<R>> {
  /** Asks for its end: unless it ends before, its result is a failure of type "cancelled". */
  cancel(): void;
  /** Waits until it has ended. */
  result(): Promise<TaskResult<R>>;
}

/** A declared task. Called by another task, it runs in a sandbox of its own. */
export interface Task<A extends readonly unknown[], R> {
  (...args: A): TaskRun<R>;
  /** Starts the task and goes on. */
  start(...args: A): TaskRun<R>;
  /** Calls the task once for each item, all at the same time or so many as `concurrency` says. */
  map(items: Iterable<A[0]>, how?: { concurrency?: number }): Promise<TaskResult<R>[]>;
}

/** Declares a function as a task. */
export declare function task<A extends readonly unknown[], R>(options: TaskOptions | string, run: (...args: A) => R): Task<A, Awaited<R>>;
export declare function task<A extends readonly unknown[], R>(run: (...args: A) => R, options?: TaskOptions): Task<A, Awaited<R>>;

/**
 * Another program of the project, one of `programs` in `[workflow]` of capsule.toml, by its path there: its properties are its tasks,
 * in whatever language they are written. `program<{ mean: Task<[values: number[]], number> }>("statistics.py")` has types.
 */
export declare function program<Tasks = Record<string, Task<any[], any>>>(file: string): Tasks;

/** Waits for a time. In a durable run the sandbox is dropped meanwhile. */
export declare function sleep(duration: Duration): Promise<void>;

/** Waits until somebody sends the run a signal (`capsule signal RUN NAME JSON`), and gives what was sent with it. */
export declare function waitForSignal<T = unknown>(name: string, options?: { timeout?: Duration | null }): Promise<T>;

/** The functions that `tools` has, where a file of declarations says them (docs/how-to/embed-in-dotnet.md). */
export interface Tools {}

/** Functions of the program that runs this one: `await tools.lookup({ id: "x" })`. */
export declare const tools: [keyof Tools] extends [never] ? Record<string, (...args: any[]) => Promise<any>> : Tools;
