import type { Http } from "./http.js";
import type { AliasInfo, ProgramInfo } from "./types.js";

/** Sources of a program. */
export interface Sources {
  /** By path; bytes for what is no text. */
  files: Record<string, string | Uint8Array>;
  /** The file that the program starts with; "main.py", "main.ts" or their like by default. */
  main?: string;
  /** An alias that leads to the version from then on. */
  name?: string;
}

/** The tenant's programs. */
export class Programs {
  /** Names that lead to versions. */
  readonly aliases: Aliases;

  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
    this.aliases = new Aliases(http);
  }

  /** Uploads sources, or the bytes of an artifact that `capsule build` made. The same again gives the same version. */
  upload(program: Sources | Uint8Array): Promise<ProgramInfo> {
    const body = program instanceof Uint8Array ? program : { ...program, files: encode(program.files) };
    return this.#http.json("/v1/programs", { method: "POST", body, isRepeatable: true });
  }

  /** A version, with its tasks. */
  get(version: string): Promise<ProgramInfo> {
    return this.#http.json(`/v1/programs/${encodeURIComponent(version)}`);
  }

  /** All versions, the youngest first, without their tasks. */
  list(): AsyncGenerator<ProgramInfo> {
    return this.#http.pages("/v1/programs", "programs");
  }

  /** Deletes a version that no alias leads to. */
  delete(version: string): Promise<void> {
    return this.#http.json(`/v1/programs/${encodeURIComponent(version)}`, { method: "DELETE" });
  }
}

/** The tenant's aliases. */
export class Aliases {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  get(name: string): Promise<AliasInfo> {
    return this.#http.json(pathOf(name));
  }

  /** Has a name lead to a version, whatever it led to before. */
  set(name: string, version: string): Promise<AliasInfo> {
    return this.#http.json(pathOf(name), { method: "PUT", body: { version }, isRepeatable: true });
  }

  /** All aliases, by name. */
  list(): AsyncGenerator<AliasInfo> {
    return this.#http.pages("/v1/programs/aliases", "aliases");
  }

  delete(name: string): Promise<void> {
    return this.#http.json(pathOf(name), { method: "DELETE" });
  }
}

const pathOf = (name: string): string => `/v1/programs/aliases/${encodeURIComponent(name)}`;

const encode = (files: Sources["files"]): Record<string, unknown> => Object.fromEntries(
  Object.entries(files).map(([path, contents]) => [path, typeof contents === "string" ? contents : { base64: toBase64(contents) }]),
);

/** Not by `btoa(String.fromCharCode(...bytes))`, which takes as many arguments as there are bytes. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
