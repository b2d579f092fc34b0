using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>Code that wants more than it may have, or wants its sandbox to break: each attempt ends in a typed error, and the runtime goes on.</summary>
public sealed class JavaScriptHostileTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public static TheoryData<string, ErrorType> Attempts => new()
    {
        { "for (;;);", ErrorType.FuelExhausted },
        { "const next = () => Promise.resolve().then(next); await next()", ErrorType.FuelExhausted },
        { "const next = () => queueMicrotask(next); next(); await new Promise(() => {})", ErrorType.FuelExhausted },
        { "const next = () => setImmediate(next); next(); await new Promise(() => {})", ErrorType.FuelExhausted },
        { "return /(a+)+$/.test('a'.repeat(60) + 'b')", ErrorType.FuelExhausted },
        { "return 3n ** 100_000_000n", ErrorType.FuelExhausted },
        { "return new Array(2 ** 31).fill(0).sort()", ErrorType.MemoryExceeded },
        { "return 'x'.repeat(2 ** 30 - 30)", ErrorType.MemoryExceeded },
        { "const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))", ErrorType.MemoryExceeded },
        { "const [all, text] = [[], 'x'.repeat(100_000)]; for (;;) all.push({ text: [text, all.length].join('') })", ErrorType.MemoryExceeded },
        { "const all = new Map(); for (let i = 0; ; i++) all.set(i, new Uint8Array(10_000))", ErrorType.MemoryExceeded },
        { "const all = []; for (;;) try { all.push(new ArrayBuffer(1 << 24)) } catch {}", ErrorType.FuelExhausted },
        { "const deep = (n) => deep(n + 1) + 1; return deep(0)", ErrorType.TaskError },
        { "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return JSON.stringify(a)", ErrorType.FuelExhausted },
        { "return eval('['.repeat(200_000) + ']'.repeat(200_000))", ErrorType.TaskError },
        { "return new RegExp('('.repeat(200_000) + ')'.repeat(200_000)).source.length", ErrorType.TaskError },
        { "return JSON.parse('['.repeat(1_000_000))", ErrorType.TaskError },
        { "for (;;) { try { console.log('x'.repeat(10_000)) } catch {} }", ErrorType.FuelExhausted },
        { "for (let i = 0; i < 1000; i++) { try { process.stdout.write('x'.repeat(10_000)) } catch {} } return 'survived'", ErrorType.LimitExceeded },
        { "for (;;) crypto.getRandomValues(new Uint8Array(65536))", ErrorType.FuelExhausted },
        { "for (;;) new TextDecoder().decode(new Uint8Array(1 << 16))", ErrorType.FuelExhausted },
        { "await new Promise((resolve) => setTimeout(resolve, 1e9))", ErrorType.Timeout },
        { "for (;;) await new Promise((resolve) => setTimeout(resolve, 1))", ErrorType.Timeout },
        { "for (let i = 0; i < 1e5; i++) Promise.reject(i); await 1; await new Promise(() => {})", ErrorType.TaskError },
        { "const { ask } = await import('/lib/javascript/boot/host.js'); globalThis.f = () => ask('evaluate', 'f()', 'x'); f()", ErrorType.TaskError },
        { "const { ask } = await import('/lib/javascript/boot/host.js'); const o = { toString: () => ask('encode', o) }; ask('encode', o)", ErrorType.TaskError },
        { "const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e", ErrorType.FuelExhausted },
        { "throw { toString() { throw 1 }, get constructor() { throw 2 }, toJSON() { throw 3 } }", ErrorType.TaskError },
        { "globalThis.JSON.stringify = () => 'nonsense'; Array.prototype.join = () => '}'; return [1]", ErrorType.InvalidResult },
    };

    public void Dispose() => project.Dispose();

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task An_attempt_ends_in_a_typed_error_and_others_go_on(string body, ErrorType expected)
    {
        project.Write("attempt.js",
            $$"""
            import { task } from "@capsule-run/sdk";
            export const main = task({ name: "main", compute: 3_000_000_000, ram: "64MB", timeout: "{{Patience.Text}}", maxOutput: "1MB" }, async () => { {{body}} });
            """);
        var overrides = expected == ErrorType.Timeout ? new TaskLimits { Timeout = TimeSpan.FromMilliseconds(300) } : TaskLimits.None;
        var envelope = await project.RunAsync("attempt.js", new RunOptions { Observer = new RecordingObserver(), Overrides = overrides });
        Assert.False(envelope.Success, "it succeeded");
        Assert.True(expected == envelope.Error!.Type, $"{envelope.Error.Type}: {envelope.Error.Message}");
        Assert.Equal("42", (await project.RunTextAsync("export const main = () => 42")).Json());
    }

    [Theory]
    [InlineData("const map = new Map([['b', 3]]); delete Array.prototype[Symbol.iterator]; return [1, { a: 2 }, map]", """[1,{"a":2},{"b":3}]""")]
    [InlineData("Object.entries = () => { throw 1 }; Object.prototype.get = () => 5; return { a: 1 }", """{"a":1}""")]
    [InlineData("Array.prototype.includes = null; Number.isFinite = () => false; return [[1]]", "[[1]]")]
    [InlineData("Promise.prototype.then = () => { throw 1 }; globalThis.Promise = null; return 1", "1")]
    public async Task What_a_program_has_changed_of_the_language_is_not_between_it_and_its_result(string body, string result) =>
        Assert.Equal(result, (await project.RunTextAsync($"export const main = async () => {{ {body} }};")).Json());

    [Theory]
    [InlineData("delete Array.prototype[Symbol.iterator]")]
    [InlineData("String.prototype.slice = String.prototype.split = () => { throw 1 }")]
    [InlineData("RegExp.prototype.exec = null; Array.prototype.map = () => 5; Object.prototype.value = 1")]
    [InlineData("Promise.prototype.then = Promise.prototype.catch = null; Set.prototype.has = () => true")]
    public async Task What_a_program_throws_is_told_whatever_it_has_changed(string change)
    {
        var envelope = await project.RunTextAsync($"export const main = async () => {{ {change}; throw new TypeError('mine'); }};");
        Assert.Equal((ErrorType.TaskError, "TypeError: mine"), (envelope.Error?.Type, envelope.Error?.Message));
    }

    [Theory]
    [InlineData("for (;;);")]
    [InlineData("const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))")]
    [InlineData("const deep = (n) => deep(n + 1) + 1; deep(0)")]
    [InlineData("await new Promise(() => {})")]
    [InlineData("await (await import('@capsule-run/sdk')).sleep(1)")]
    public async Task A_program_cannot_do_while_it_is_loaded_what_its_tasks_may_not(string statement)
    {
        project.Write("main.js", $"{statement};\nexport const main = () => 1;\n");
        var options = new RunOptions { Observer = new RecordingObserver() };
        var request = new ProgramRequest(
            Path.Combine(project.Path, "main.js"),
            new ProjectFile { Loading = new LoadLimits { Compute = Compute.Medium, Ram = new ByteSize(64 << 20), Time = TimeSpan.FromSeconds(20) } });
        var loaded = await fixture.Runtime.LoadAsync(request, options, TestContext.Current.CancellationToken);
        Assert.Equal(ErrorType.BuildError, loaded.Failure!.Type);
    }

    [Fact]
    public async Task Names_of_the_guests_own_modules_lead_to_nothing_of_the_host()
    {
        var envelope = await project.RunTextAsync(
            """
            export const main = async () => {
              const { ask } = await import("/lib/javascript/boot/host.js");
              const answers = [];
              for (const operation of ["open", "x", "call", "file", "evaluate", "decode"]) {
                for (const text of ["", "\0", "{}", "open\0/etc/passwd\0" + "0\0" + "0", "{\"call\":\"nothing\"}"]) {
                  try { answers.push(typeof ask(operation, text)) } catch (error) { answers.push(error.constructor.name) }
                }
              }
              return answers.length;
            };
            """);
        Assert.Equal("30", envelope.Json());
    }
}
