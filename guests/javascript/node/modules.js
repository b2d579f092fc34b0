// The modules that programs import by name.

import { define } from "../boot/globals.js";
import { addBuiltin, addMissing, addModule, keepNamespace } from "../boot/modules.js";
import buffer from "buffer";
import events from "events";
import path from "path-browserify";
import stream from "readable-stream/lib/ours/browser.js";
import stringDecoder from "string_decoder";
import { absent } from "./absent.js";
import assert from "./assert.js";
import crypto from "./crypto.js";
import { diagnostics } from "./diagnostics.js";
import fs, { promises } from "./fs.js";
import * as sdk from "../sdk/index.js";
import { moduleModule, os, perfHooks, querystring, timers, timersPromises } from "./small.js";
import url from "./url.js";
import util from "./util.js";

const { Buffer } = buffer;

define({ Buffer });

/** What the host knows of Node.js' events that the package for browsers lacks. */
events.once ??= (emitter, name) => new Promise((resolve, reject) => {
  emitter.once(name, (...values) => resolve(values));
  if (name !== "error") emitter.once("error", reject);
});
stream.promises ??= { pipeline: util.promisify(stream.pipeline), finished: util.promisify(stream.finished) };

const sdkFile = "/lib/javascript/sdk/index.js";
addBuiltin("@capsule-run/sdk", sdkFile);
keepNamespace(sdkFile, sdk);

const modules = {
  assert, "assert/strict": assert, buffer: { ...buffer, Buffer, Blob, File, atob, btoa }, console, crypto, diagnostics_channel: diagnostics, events, fs, "fs/promises": promises, module: moduleModule, os,
  path: { ...path, posix: path }, "path/posix": path, perf_hooks: perfHooks, process, querystring, stream, "stream/promises": stream.promises,
  "stream/web": Object.fromEntries(Object.getOwnPropertyNames(globalThis).filter((name) => /Stream|QueuingStrategy/.test(name)).map((name) => [name, globalThis[name]])),
  string_decoder: stringDecoder, timers, "timers/promises": timersPromises, url, util, "util/types": util.types, ...absent,
};
for (const [name, exports] of Object.entries(modules)) await addModule(name, exports);

for (const name of ["sqlite", "test", "sea"]) addMissing(name, "it is not supported yet");
