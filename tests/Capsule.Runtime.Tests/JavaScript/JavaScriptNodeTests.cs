using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>What programs expect of Node.js and of the web.</summary>
public sealed class JavaScriptNodeTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public static TheoryData<string, string, string> Expressions => new()
    {
        { "import path from 'node:path'", "[path.join('/a', '../b', 'c.txt'), path.extname('x.tar.gz'), path.relative('/a/b', '/a/c/d'), path.posix === path.posix]", """["/b/c.txt",".gz","../c/d",true]""" },
        { "import os, { EOL } from 'os'", "[os.platform(), os.tmpdir(), EOL]", """["linux","/tmp","\n"]""" },
        { "import { EventEmitter, once } from 'events'", "await (async () => { const e = new EventEmitter(); setTimeout(() => e.emit('x', 1, 2), 1); return await once(e, 'x') })()", "[1,2]" },
        { "import { Buffer } from 'buffer'", "[Buffer.from('héllo').toString('hex'), Buffer.concat([Buffer.from('aGk=', 'base64'), Buffer.alloc(1)]).length, Buffer.byteLength('é')]", """["68c3a96c6c6f",3,2]""" },
        { "import util, { promisify, inspect } from 'util'", "[await promisify((a, done) => done(null, a + 1))(1), inspect({ a: [1, { b: { c: {} } }] }), util.isDeepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])), util.types.isDate(new Date(0))]", """[2,"{ a: [ 1, { b: [Object] } ] }",true,true]""" },
        { "import assert from 'assert'", "(() => { assert.deepStrictEqual({ a: [1] }, { a: [1] }); assert.throws(() => { throw new TypeError('x') }, /x/); try { assert.strictEqual(1, 2) } catch (e) { return [e.code, e.actual] } })()", """["ERR_ASSERTION",1]""" },
        { "import { createHash, createHmac, timingSafeEqual, randomBytes, pbkdf2Sync } from 'crypto'", "[createHash('sha256').update('a').update('bc').digest('hex').slice(0, 8), createHmac('sha1', 'k').update('d').digest('base64url'), createHash('md5').update('').digest('hex'), timingSafeEqual(randomBytes(4), Buffer.alloc(5).subarray(1)), pbkdf2Sync('p', 's', 2, 20, 'sha1').toString('hex')]", """["ba7816bf","K5DkHnwMyOL3XAKRDDiZzEaLoxY","d41d8cd98f00b204e9800998ecf8427e",false,"_"]""" },
        { "import { setTimeout as wait } from 'timers/promises'", "await wait(1, 'value')", "\"value\"" },
        { "import { Readable, Transform } from 'stream'; import { pipeline } from 'stream/promises'", "await (async () => { let text = ''; await pipeline(Readable.from(['a', 'b']), new Transform({ transform: (c, _, done) => done(null, String(c).toUpperCase()) }), async function (source) { for await (const part of source) text += part }); return text })()", "\"AB\"" },
        { "import { fileURLToPath, pathToFileURL } from 'url'", "[fileURLToPath(import.meta.url), String(pathToFileURL('/a b'))]", """["/workspace/main.mjs","file:///a%20b"]""" },
        { "import querystring from 'querystring'", "[querystring.parse('a=1&a=2&b=x%20y'), querystring.stringify({ a: [1, 2] })]", """[{"a":["1","2"],"b":"x y"},"a=1&a=2"]""" },
        { "import { createRequire } from 'module'", "createRequire(import.meta.url)('path').basename('/a/b.c')", "\"b.c\"" },
        { "", "(() => { const u = new URL('../x?a=1#h', 'https://é.org:8080/a/b'); u.searchParams.append('b', 'ü'); return [u.href, u.host, [...u.searchParams].length, URL.canParse('nope')] })()", """["https://xn--9ca.org:8080/x?a=1&b=%C3%BC#h","xn--9ca.org:8080",2,false]""" },
        { "", "(() => { const copy = structuredClone({ d: new Date(0), m: new Map([[1, new Set([2])]]), b: new Uint8Array([3]) }); return [copy.d.getTime(), copy.m.get(1).has(2), copy.b[0]] })()", "[0,true,3]" },
        { "", "[new TextDecoder().decode(new TextEncoder().encode('é😀')), new TextDecoder('utf-16le').decode(new Uint8Array([104, 0])), (() => { try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])) } catch (e) { return e.name } })()]", """["é😀","h","TypeError"]""" },
        { "", "(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xf0, 0x9f]), { stream: true }) + d.decode(new Uint8Array([0x98, 0x80])) })()", "\"😀\"" },
        { "", "await (async () => { const c = new AbortController(); const t = new EventTarget(); const seen = []; t.addEventListener('x', (e) => seen.push(e.type), { once: true }); t.dispatchEvent(new Event('x')); t.dispatchEvent(new Event('x')); c.abort(new Error('why')); return [seen, c.signal.aborted, c.signal.reason.message] })()", """[["x"],true,"why"]""" },
        { "", "[Array.from(new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(0)))).length, await (async () => { const key = await crypto.subtle.importKey('raw', new Uint8Array(3), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']); const mark = await crypto.subtle.sign('HMAC', key, new Uint8Array(1)); return crypto.subtle.verify('HMAC', key, mark, new Uint8Array(1)) })()]", "[20,true]" },
        { "", "await new Response(new ReadableStream({ start(c) { c.enqueue('x'); c.close() } }).pipeThrough(new TextEncoderStream())).text()", "\"x\"" },
        { "import http from 'http'; import { isatty } from 'node:tty'; import { isMainThread } from 'worker_threads'", "[http.STATUS_CODES[404], http.METHODS.includes('GET'), isatty(1), isMainThread]", """["Not Found",true,false,true]""" },
        { "import { channel, tracingChannel } from 'node:diagnostics_channel'", "(() => { const seen = []; channel('tracing:t:end').subscribe((message, name) => seen.push([name, message.result])); const t = tracingChannel('t'); return [t.traceSync((n) => n + 1, {}, null, 1), seen, t.hasSubscribers]; })()", """[2,[["tracing:t:end",2]],true]""" },
        { "", "[AbortSignal.abort('why').reason, AbortSignal.any([new AbortController().signal, AbortSignal.abort(7)]).reason, await new Promise((done) => AbortSignal.timeout(1).addEventListener('abort', ({ target }) => done(target.reason.name)))]", """["why",7,"TimeoutError"]""" },
        { "", "await (async () => { const { port1, port2 } = new MessageChannel(); const got = new Promise((done) => (port2.onmessage = ({ data }) => done(data))); port1.postMessage(new Map([[1, [2]]])); return [...await got][0]; })()", "[1,[2]]" },
        { "", "[atob(btoa('x')), [3, 1, 2].toSorted(), Object.groupBy([1, 2, 3], (n) => n % 2 ? 'odd' : 'even'), Iterator.from([1, 2]).map((n) => n * 2).toArray()]", """["x",[1,2,3],{"odd":[1,3],"even":[2]},[2,4]]""" },
    };

    public void Dispose() => project.Dispose();

    [Theory]
    [MemberData(nameof(Expressions))]
    public async Task Modules_and_globals_do_what_they_do_elsewhere(string imports, string expression, string expected)
    {
        project.Write("main.mjs", $"{imports}\nexport const main = async () => ({expression});\n");
        var json = (await project.RunAsync("main.mjs")).Json();
        if (expected.Contains("\"_\"", StringComparison.Ordinal))
        {
            json = System.Text.RegularExpressions.Regex.Replace(json, "\"[0-9a-f]{40}\"]", "\"_\"]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            System.Text.Json.Nodes.JsonNode.Parse(expected)!.ToJsonString(), System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString());
    }

    [Theory]
    [InlineData("net", "connect(80)", "a task has no sockets: use fetch")]
    [InlineData("http", "request('http://a')", "a task has no sockets: use fetch")]
    [InlineData("child_process", "spawn('ls')", "a task has no processes: call another task")]
    [InlineData("worker_threads", "Worker('x')", "a task has no processes: call another task")]
    [InlineData("async_hooks", "AsyncLocalStorage()", "it is not supported yet")]
    public async Task What_a_sandbox_cannot_have_says_why_when_it_is_used(string module, string call, string expected)
    {
        var member = call[..call.IndexOf('(', StringComparison.Ordinal)];
        foreach (var prefix in new[] { "", "node:" })
        {
            var error = (await project.RunTextAsync(
                $"import x, {{ {member} }} from '{prefix}{module}'; class Own extends {member} {{}}\n"
                + $"export const main = () => typeof Own === 'function' && {(char.IsUpper(call[0]) ? "new " : "")}x.{call}")).Error!;
            Assert.Contains($"'{module}.{member}' is not there in a sandbox: {expected}", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("new Intl.NumberFormat('de')", "Intl is not defined: a sandbox has none")]
    [InlineData("Temporal.Now.instant()", "packages such as date-fns and dayjs calculate with dates")]
    [InlineData("new WebSocket('ws://a')", "use fetch")]
    public async Task Globals_that_the_engine_lacks_say_what_to_do(string expression, string expected)
    {
        var error = (await project.RunTextAsync($"export const main = () => {expression}")).Error!;
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("\"undefined\"", (await project.RunTextAsync("export const main = () => typeof Intl")).Json());
    }

    [Fact]
    public async Task What_a_sandbox_has_no_module_for_says_so()
    {
        var error = (await project.RunTextAsync("import x from 'node:sqlite'; export const main = () => x")).Error!;
        Assert.Contains("'node:sqlite' is not there in a sandbox: it is not supported yet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_its_own_are_a_tasks_to_write_and_gone_with_it()
    {
        const string source = """
            import fs from "node:fs";
            import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
            export async function main() {
              const before = fs.existsSync("/tmp/left");
              fs.mkdirSync("out/deep", { recursive: true });
              await writeFile("out/deep/a.txt", "héllo");
              fs.appendFileSync("out/deep/a.txt", Buffer.from("!"));
              fs.copyFileSync("out/deep/a.txt", "out/b.txt");
              fs.renameSync("out/b.txt", "out/c.txt");
              fs.symlinkSync("out", "link");
              const names = fs.readdirSync("out", { withFileTypes: true }).map((entry) => [entry.name, entry.isDirectory()]);
              const parts = [];
              for await (const part of fs.createReadStream("link/c.txt", { encoding: "utf8", start: 1 })) parts.push(part);
              const folder = await mkdtemp("/tmp/x-");
              await rm(folder, { recursive: true });
              fs.writeFileSync("/tmp/left", "1");
              const codes = [];
              for (const attempt of [() => fs.readFileSync("none"), () => fs.rmdirSync("out"), () => fs.writeFileSync("/lib/x", ""), () => fs.openSync("out/c.txt", "wx"), () => fs.readFileSync("out")]) {
                try { attempt() } catch (error) { codes.push(error.code) }
              }
              return [before, await readFile("out/deep/a.txt", "utf8"), names, parts.join(""), fs.existsSync(folder), fs.statSync("out/c.txt").size, codes];
            }
            """;
        const string expected = """[false,"héllo!",[["c.txt",false],["deep",true]],"éllo!",false,7,["ENOENT","ENOTEMPTY","EACCES","EEXIST","EISDIR"]]""";
        Assert.Equal(expected, (await project.RunTextAsync(source)).Json().Replace("EPERM", "EACCES", StringComparison.Ordinal).Replace("EROFS", "EACCES", StringComparison.Ordinal));
        Assert.Equal(expected, (await project.RunAsync("main.js")).Json().Replace("EPERM", "EACCES", StringComparison.Ordinal).Replace("EROFS", "EACCES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_granted_folder_is_the_hosts_and_nothing_beside_it()
    {
        project.Write("data/in.txt", "from the host");
        project.Write("secret.txt", "private");
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            import fs from "fs";
            export const main = task({ name: "main", allowedFiles: ["data"] }, () => {
              fs.writeFileSync("data/out.txt", fs.readFileSync("data/in.txt", "utf8").toUpperCase());
              const refused = [];
              for (const path of ["secret.txt", "data/../secret.txt", "/etc/passwd", "../x"]) {
                try { refused.push(fs.readFileSync(path, "utf8")) } catch (error) { refused.push(error.code) }
              }
              return refused;
            });
            """);
        Assert.Equal("""["ENOENT","ENOENT","ENOENT","ENOENT"]""", envelope.Json());
        Assert.Equal("FROM THE HOST", await File.ReadAllTextAsync(Path.Combine(project.Path, "data/out.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refused_file_says_which_grant_is_missing()
    {
        project.Write("data/in.txt", "from the host");
        var error = (await project.RunTextAsync("import fs from 'fs'; export const main = () => fs.readFileSync('data/in.txt', 'utf8')")).Error!;
        Assert.Contains("ENOENT: no such file or directory, open 'data/in.txt'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_in_memory_count_towards_the_tasks_memory()
    {
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";
            import fs from "fs";
            export const main = task({ name: "main", ram: "64MB", compute: "HIGH" }, () => {
              const part = new Uint8Array(1 << 20).fill(1);
              for (let i = 0; ; i++) {
                try { fs.appendFileSync("/tmp/large", part) } catch (error) { return [error.code === "ENOSPC" || error.message === "out of memory", i > 20 && i < 64] }
              }
            });
            """);
        Assert.Equal("""[true,true]""", envelope.Json());
    }
}
