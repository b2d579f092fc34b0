// The client against a server: CAPSULE_CLIENT is what was built, CAPSULE_URL and CAPSULE_API_KEY a real server's.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";

const { CAPSULE_CLIENT, CAPSULE_URL: url, CAPSULE_API_KEY: apiKey } = process.env;
const { ApiError, Capsule, TaskError } = await import(CAPSULE_CLIENT);
const capsule = new Capsule({ url, apiKey });

/** All items; Array.fromAsync is newer than Node.js 20. */
async function all(items) {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}

test("code gives its result, and what it printed", async () => {
  const done = await capsule.execute("print('adding')\nargs['a'] + 22", { args: { a: 20 } });
  assert.equal(done.unwrap(), 42);
  assert.equal(done.stdout, "adding\n");
  assert.equal((await capsule.execute("const n: number = 21; n * 2", { language: "typescript" })).unwrap(), 42);
});

test("code that fails is an envelope, which unwrap throws", async () => {
  const failed = await capsule.execute("1 / 0");
  assert.equal(failed.success, false);
  assert.throws(() => failed.unwrap(), (error) => error instanceof TaskError && error.errorType === "task_error" && /ZeroDivisionError/.test(error.message));
  const endless = await capsule.execute("while True: pass", { limits: { compute: 1_000_000 } });
  assert.equal(endless.error.error_type, "fuel_exhausted");
});

test("what the server refuses is an ApiError that says why, without the key", async () => {
  await assert.rejects(capsule.execute("1", { limits: { ram: "many" } }), (error) => error instanceof ApiError && error.status === 400 && /ram/.test(error.message));
  const stranger = new Capsule({ url, apiKey: "capsule_none_secret" });
  await assert.rejects(stranger.execute("1"), (error) => error instanceof ApiError && error.status === 401 && !error.message.includes("secret"));
});

test("a key is not sent to another machine without TLS, unless that is said", () => {
  assert.throws(() => new Capsule({ url: "http://example.org", apiKey }), /unencrypted/);
  assert.ok(new Capsule({ url: "http://example.org", apiKey, insecure: true }));
  assert.throws(() => new Capsule({ url: "https://example.org", apiKey: "" }), /apiKey is missing/);
});

test("who gives up ends the request", async () => {
  const stop = new AbortController();
  const waiting = capsule.execute("import time\ntime.sleep(3600)", { limits: { timeout: "5m" }, signal: stop.signal });
  stop.abort();
  await assert.rejects(waiting, { name: "AbortError" });
});

test("a program is uploaded once, and run by its alias", async () => {
  const sources = {
    name: "orders",
    files: {
      "main.py": "from capsule import task\nimport prices\n\n@task\ndef price(n):\n    return n * prices.EACH\n\n@task(name='main')\ndef main(n):\n    print('pricing')\n    return price(n).unwrap()\n",
      "prices.py": new TextEncoder().encode("EACH = 7\n"),
    },
  };
  const uploaded = await capsule.programs.upload(sources);
  assert.equal((await capsule.programs.upload(sources)).version, uploaded.version);
  assert.deepEqual((await capsule.programs.get(uploaded.version)).tasks.map((task) => task.name).sort(), ["main", "price"]);
  assert.equal((await capsule.programs.aliases.get("orders")).version, uploaded.version);
  await capsule.programs.aliases.set("orders-old", uploaded.version);
  assert.deepEqual((await all(capsule.programs.aliases.list())).map((alias) => alias.name), ["orders", "orders-old"]);

  const run = await capsule.runs.start({ program: "orders", args: { n: 6 } });
  const events = await all(run.events());
  assert.equal((await run.result()).unwrap(), 42);
  assert.ok(events.some((event) => event.type === "output" && event.text === "pricing\n"));
  assert.equal(events.at(-1).envelope.result, 42);
  assert.deepEqual((await all(run.tasks())).map((task) => task.name), ["main", "price"]);
  assert.ok((await all(capsule.runs.list({ status: "succeeded" }))).some((listed) => listed.id === run.id));

  await capsule.programs.aliases.delete("orders");
  await capsule.programs.aliases.delete("orders-old");
  await capsule.programs.delete(uploaded.version);
  await assert.rejects(capsule.programs.get(uploaded.version), (error) => error.status === 404);
});

test("a run under one key is one run, which waits for its signal", async () => {
  const start = () => capsule.runs.start({ code: "from capsule import wait_for_signal\nawait wait_for_signal('approved')", idempotencyKey: "order 7" });
  const [run, again] = [await start(), await start()];
  assert.equal(run.id, again.id);
  for await (const event of run.events()) {
    if (event.type === "run" && event.status === "waiting") await run.signal("approved", { by: "Ada" });
  }
  assert.deepEqual((await run.result()).unwrap(), { by: "Ada" });
});

test("a run is cancelled", async () => {
  const run = await capsule.runs.start({ code: "import time\ntime.sleep(3600)" });
  await run.cancel();
  assert.equal((await run.result()).error.error_type, "cancelled");
  assert.equal((await run.get()).status, "cancelled");
});

test("a busy server is asked again, and a broken stream of events goes on where it was", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers["last-event-id"] ?? ""}`.trim());
    if (request.url === "/v1/execute" && seen.length === 1) {
      response.writeHead(503, { "Retry-After": "0" }).end();
    } else if (request.url === "/v1/execute") {
      response.end(JSON.stringify({ success: true, result: 1, error: null, execution: {}, stdout: "", stderr: "" }));
    } else if (request.headers["last-event-id"] === undefined) {
      response.write("id: 5\nevent: output\ndata: {\"text\": \"half\"}\n\nid: 6\neve");
      setImmediate(() => response.destroy());
    } else {
      response.end(`:\n\nid: 7\nevent: run\ndata: {"ended": "now", "text": "${"x".repeat(100_000)}"}\n\n`);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const other = new Capsule({ url: `http://127.0.0.1:${server.address().port}`, apiKey });
    assert.equal((await other.execute("1")).unwrap(), 1);
    const events = await all(other.runs.at("a/b").events());
    assert.deepEqual(events.map((event) => event.type), ["output", "run"]);
    assert.deepEqual(seen, ["/v1/execute", "/v1/execute", "/v1/runs/a%2Fb/events", "/v1/runs/a%2Fb/events 5"]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
