// node:url.

export const { URL, URLSearchParams } = globalThis;

export function fileURLToPath(url) {
  const found = typeof url === "string" ? new URL(url) : url;
  if (found.protocol !== "file:") throw Object.assign(new TypeError("The URL must be of scheme file"), { code: "ERR_INVALID_URL_SCHEME" });
  return decodeURIComponent(found.pathname);
}

export const pathToFileURL = (path) => new URL(`file://${encodeURI(path.startsWith("/") ? path : `${process.cwd()}/${path}`).replace(/[?#]/g, encodeURIComponent)}`);

/** The parts of a URL as Node.js' older interface names them. */
export function parse(text, parsesQuery = false) {
  let url;
  try {
    url = new URL(text, "relative://x");
  } catch {
    throw Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input: text });
  }
  const isRelative = url.protocol === "relative:";
  const query = url.search.slice(1);
  return {
    protocol: isRelative ? null : url.protocol, slashes: isRelative ? null : true, auth: url.username === "" ? null : [url.username, url.password].filter(Boolean).join(":"),
    host: isRelative ? null : url.host, port: url.port || null, hostname: isRelative ? null : url.hostname, hash: url.hash || null, search: url.search || null,
    query: parsesQuery ? Object.fromEntries(url.searchParams) : query || null, pathname: url.pathname, path: url.pathname + url.search, href: isRelative ? text : url.href,
  };
}

export const format = (url) => (url instanceof URL ? url.href
  : `${url.protocol ? `${url.protocol.replace(/:?$/, ":")}//` : ""}${url.auth ? `${url.auth}@` : ""}${url.host ?? `${url.hostname ?? ""}${url.port ? `:${url.port}` : ""}`}${url.pathname ?? ""}${url.search ?? (url.query ? `?${new URLSearchParams(url.query)}` : "")}${url.hash ?? ""}`);
export const resolve = (from, to) => String(new URL(to, from));
export const domainToASCII = (name) => new URL(`http://${name}`).hostname;
export default { URL, URLSearchParams, fileURLToPath, pathToFileURL, parse, format, resolve, domainToASCII };
