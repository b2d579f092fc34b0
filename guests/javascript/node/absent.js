// Modules of Node.js that a sandbox has nothing for. Packages import them for what they may never do, so they are there; whatever is
// called of them is an error that says why.

const processes = "a task has no processes: call another task";
const sockets = "a task has no sockets: use fetch";
const later = "it is not supported yet";

const names = {
  child_process: [processes, "ChildProcess exec execFile execFileSync execSync fork spawn spawnSync"],
  cluster: [processes, "Worker setupPrimary setupMaster fork disconnect"],
  worker_threads: [processes, "BroadcastChannel Worker getEnvironmentData markAsUntransferable moveMessagePortToContext receiveMessageOnPort setEnvironmentData"],
  net: [sockets, "BlockList Server Socket SocketAddress Stream connect createConnection createServer isIP isIPv4 isIPv6"],
  tls: [sockets, "SecureContext Server TLSSocket checkServerIdentity connect createSecureContext createServer getCiphers"],
  dgram: [sockets, "Socket createSocket"],
  dns: [sockets, "Resolver getServers lookup lookupService resolve resolve4 resolve6 resolveAny resolveCname resolveMx resolveNs resolvePtr resolveSrv resolveTxt reverse setDefaultResultOrder setServers"],
  http: [sockets, "Agent ClientRequest IncomingMessage OutgoingMessage Server ServerResponse createServer get request validateHeaderName validateHeaderValue"],
  https: [sockets, "Agent Server createServer get request"],
  http2: [sockets, "Http2ServerRequest Http2ServerResponse connect createSecureServer createServer getDefaultSettings"],
  vm: [later, "Script compileFunction createContext isContext runInContext runInNewContext runInThisContext"],
  repl: [later, "REPLServer Recoverable start"],
  inspector: [later, "Session close open url waitForDebugger"],
  v8: [later, "DefaultDeserializer DefaultSerializer Deserializer Serializer deserialize getHeapSnapshot getHeapStatistics serialize setFlagsFromString writeHeapSnapshot"],
  wasi: [later, "WASI"],
  zlib: [later, "BrotliCompress BrotliDecompress Deflate DeflateRaw Gunzip Gzip Inflate InflateRaw Unzip brotliCompress brotliCompressSync brotliDecompress brotliDecompressSync crc32 "
    + "createBrotliCompress createBrotliDecompress createDeflate createDeflateRaw createGunzip createGzip createInflate createInflateRaw createUnzip deflate deflateRaw deflateRawSync "
    + "deflateSync gunzip gunzipSync gzip gzipSync inflate inflateRaw inflateRawSync inflateSync unzip unzipSync"],
  readline: [later, "Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor"],
  tty: [later, "ReadStream WriteStream"],
  async_hooks: [later, "AsyncLocalStorage AsyncResource createHook executionAsyncId executionAsyncResource triggerAsyncId"],
};

/** What of them is data, or true everywhere. */
const values = {
  cluster: { isPrimary: true, isMaster: true, isWorker: false, workers: {}, settings: {} },
  worker_threads: { MessageChannel, MessagePort, isMainThread: true, parentPort: null, workerData: null, threadId: 0, resourceLimits: {} },
  http: {
    METHODS: "ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split(" "),
    STATUS_CODES: {
      100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints", 200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information",
      204: "No Content", 205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used", 300: "Multiple Choices",
      301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
      401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required",
      408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Payload Too Large", 414: "URI Too Long",
      415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed", 418: "I'm a Teapot", 421: "Misdirected Request", 422: "Unprocessable Entity",
      423: "Locked", 424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
      431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
      503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates", 507: "Insufficient Storage", 508: "Loop Detected",
      509: "Bandwidth Limit Exceeded", 510: "Not Extended", 511: "Network Authentication Required",
    },
    maxHeaderSize: 16_384,
    globalAgent: {},
  },
  https: { globalAgent: {} },
  http2: { constants: {}, sensitiveHeaders: Symbol("sensitiveHeaders") },
  vm: { constants: {} },
  zlib: { constants: {}, codes: {} },
  tty: { isatty: () => false },
};

/** Something that is not there: a function, or a class that others may extend. */
function refusal(module, member, reason) {
  const refuse = function () {
    throw Object.assign(new Error(`'${module}.${member}' is not there in a sandbox: ${reason}`), { code: "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM" });
  };
  return Object.defineProperty(refuse, "name", { value: member });
}

const membersOf = (module, reason, words) => ({
  ...Object.fromEntries(words.split(" ").map((member) => [member, refusal(module, member, reason)])), ...values[module],
});

/** The modules, by name. */
export const absent = Object.fromEntries(Object.entries(names).map(([module, [reason, words]]) => [module, membersOf(module, reason, words)]));
absent.dns.promises = absent["dns/promises"] = membersOf("dns/promises", ...names.dns);
absent.readline.promises = absent["readline/promises"] = membersOf("readline/promises", later, "Interface Readline createInterface");
