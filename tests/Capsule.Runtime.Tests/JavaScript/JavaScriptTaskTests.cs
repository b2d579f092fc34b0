using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

public sealed class JavaScriptTaskTests(RuntimeFixture fixture) : IDisposable
{
    private readonly NodeProject project = new(fixture.Runtime);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_task_is_declared_by_the_SDK_and_gets_its_arguments()
    {
        var envelope = await project.RunTextAsync(
            """
            import { task } from "@capsule-run/sdk";

            export const main = task({ name: "main", compute: "LOW", ram: "64MB" }, async (name, more) => `Hello, ${name}! ${more.length}`);
            """,
            null, "Ada", new[] { 1, 2 });
        Assert.Equal("\"Hello, Ada! 2\"", envelope.Json());
        Assert.Equal("main", envelope.Execution.TaskName);
        Assert.True(envelope.Execution.FuelConsumed > 0);
    }

    [Theory]
    [InlineData("export function main(a) { return a + 1 }")]
    [InlineData("export const main = async (a) => { await null; return a + 1 }")]
    [InlineData("export default function (a) { return a + 1 }")]
    [InlineData("export default { main: (a) => a + 1 }")]
    [InlineData("module.exports = { main: (a) => a + 1 }")]
    [InlineData("exports.main = (a) => a + 1")]
    public async Task A_function_named_main_is_the_entry_without_the_SDK(string source) =>
        Assert.Equal("42", (await project.RunTextAsync(source, null, 41)).Json());

    [Fact]
    public async Task A_file_that_declares_nothing_is_run_from_its_first_line_to_its_last_in_each_run()
    {
        project.Write("tools.js", "export const twice = (x) => 2 * x;");
        var observer = new RecordingObserver();
        var options = new RunOptions { Observer = observer };
        var envelope = await project.RunTextAsync(
            """
            #!/usr/bin/env node
            import { twice } from "./tools.js";
            const { twice: again } = await import("./tools.js");
            console.log(twice(20) + 2 * (again === twice), process.argv.slice(1));
            console.error("to the other stream");
            """,
            options);
        Assert.Equal("null", envelope.Json());
        Assert.Equal("42 [ '/workspace/main.js' ]\n", observer.Output);
        Assert.Equal("to the other stream\n", observer.Error);
        Assert.Equal("null", (await project.RunAsync("main.js", options)).Json());
        Assert.Equal(2, observer.Output.Split("42").Length - 1);
    }

    [Fact]
    public async Task Options_are_named_as_JavaScript_names_them_and_checked_by_the_host()
    {
        var loaded = (await LoadAsync(
            """
            { name: "x", compute: 5_000_000, ram: "64MB", timeout: 1500, maxRetries: 2, maxOutput: "64KB",
              allowedHosts: ["example.org"], envVariables: ["A"], allowedFiles: [{ path: "./data", mode: "ro" }] }
            """)).Manifest.Find("x")!;
        Assert.Equal(5_000_000, loaded.Policy.Compute.Units);
        Assert.Equal(64_000_000, loaded.Policy.Ram.Bytes);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), loaded.Policy.Timeout);
        Assert.Equal(64_000, loaded.Policy.MaxOutput.Bytes);
        Assert.Equal("A", Assert.Single(loaded.Policy.EnvVariables));
        Assert.Equal(3, loaded.Line);
    }

    [Theory]
    [InlineData("{ name: 'x', maxRetris: 2 }", "there is no option 'max_retris'; did you mean 'max_retries'?")]
    [InlineData("{ name: 'x', timeout: 'soon' }", "timeout=\"soon\" is not valid")]
    [InlineData("{ name: 'x', ram: () => 1 }", "ram=")]
    public async Task A_mistaken_option_is_named_with_its_line(string options, string expected)
    {
        var failure = (await TryLoadAsync(options)).Failure!;
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("(line 3)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_tells_its_class_message_and_the_programs_own_lines()
    {
        project.Write("lib/check.mjs", "export function check(x) {\n  throw new RangeError(`${x} is too large`);\n}\n");
        var error = (await project.RunTextAsync(
            """
            import { check } from "./lib/check.mjs";

            export async function main() {
              await new Promise((resolve) => setTimeout(resolve, 1));
              check(7);
            }
            """)).Error!;
        Assert.Equal(ErrorType.TaskError, error.Type);
        Assert.Equal("RangeError: 7 is too large", error.Message);
        Assert.Equal("RangeError", error.Exception);
        Assert.Equal(
            "RangeError: 7 is too large\n    at check (/workspace/lib/check.mjs:2:9)\n    at main (/workspace/main.js:5:3)\n",
            Columns().Replace(error.Traceback!, "$1:_)").Replace(":_)", ":9)", StringComparison.Ordinal).Replace("main.js:5:9", "main.js:5:3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cause_is_told_and_what_is_no_error_is_shown()
    {
        var caused = (await project.RunTextAsync(
            "export function main() { throw new Error('outer', { cause: new TypeError('inner') }) }")).Error!;
        Assert.Contains("Caused by: TypeError: inner", caused.Traceback, StringComparison.Ordinal);

        var thrown = (await project.RunTextAsync("export function main() { throw { code: 7 } }")).Error!;
        Assert.Equal("Object: {\"code\":7}", thrown.Message);
    }

    [Theory]
    [InlineData("await new Promise(() => {})", "deadlock: the task awaits a promise")]
    [InlineData("Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000))", "Error: lost")]
    [InlineData("setTimeout(() => { throw new Error('late') }); await new Promise((r) => setTimeout(r, 1000))", "Error: late")]
    [InlineData("queueMicrotask(() => { throw new Error('micro') }); await new Promise((r) => setTimeout(r, 1000))", "Error: micro")]
    public async Task What_nobody_handles_ends_the_task(string body, string expected)
    {
        var error = (await project.RunTextAsync($"export async function main() {{ {body} }}")).Error!;
        Assert.Equal(ErrorType.TaskError, error.Type);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejection_that_is_handled_later_is_none()
    {
        var envelope = await project.RunTextAsync(
            """
            export async function main() {
              const failing = Promise.reject(new Error("handled"));
              const other = Promise.allSettled([failing, Promise.resolve(2)]);
              return (await other).map((one) => one.status);
            }
            """);
        Assert.Equal("""["rejected","fulfilled"]""", envelope.Json());
    }

    [Fact]
    public async Task Exiting_ends_the_task_at_once_whatever_catches_it()
    {
        var error = (await project.RunTextAsync("export function main() { try { process.exit(3) } catch {} return 'went on' }")).Error!;
        Assert.Equal(ErrorType.TaskError, error.Type);
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timers_run_in_the_order_of_their_times_and_cost_no_compute()
    {
        var envelope = await project.RunTextAsync(
            """
            export async function main() {
              const order = [];
              const wait = (name, time) => new Promise((resolve) => setTimeout(() => resolve(order.push(name)), time));
              const interval = setInterval(() => order.push("tick"), 20);
              setImmediate(() => order.push("soon"));
              clearTimeout(setTimeout(() => order.push("never"), 1));
              await Promise.all([wait("late", 60), wait("early", 1), wait("early too", 1)]);
              clearInterval(interval);
              return order.filter((name) => name !== "tick");
            }
            """);
        Assert.Equal("""["soon","early","early too","late"]""", envelope.Json());
        Assert.InRange(envelope.Execution.FuelConsumed, 1, 20_000_000);
    }

    [Fact]
    public async Task Sandboxes_of_one_program_share_neither_state_nor_randomness()
    {
        project.Write("main.js",
            """
            let count = 0;
            globalThis.left ??= 0;
            export const main = () => [++count, ++globalThis.left, Math.random(), crypto.randomUUID()];
            """);
        var first = (await project.RunAsync("main.js")).Result;
        var second = (await project.RunAsync("main.js")).Result;
        Assert.Equal(["1", "1"], [first[0].GetRawText(), second[1].GetRawText()]);
        Assert.NotEqual(first[2].GetDouble(), second[2].GetDouble());
        Assert.NotEqual(first[3].GetString(), second[3].GetString());
    }

    [Theory]
    [InlineData("Date.now()")]
    [InlineData("Math.random()")]
    [InlineData("crypto.randomUUID()")]
    [InlineData("performance.now()")]
    public async Task A_module_that_reads_a_clock_or_draws_randomness_is_loaded_in_each_run(string expression)
    {
        project.Write("main.js", $"const value = {expression};\nexport const main = () => value;\n");
        Assert.True((await project.LoadAsync("main.js")).Get().LoadsInEachRun);
        Assert.True((await project.RunAsync("main.js")).Success);
        project.Write("main.js", $"const value = () => {expression};\nexport const main = () => value();\n");
        Assert.False((await project.LoadAsync("main.js")).Get().LoadsInEachRun);
    }

    private static System.Text.RegularExpressions.Regex Columns() => new(@"(:\d+):\d+\)");

    private async Task<LoadedProgram> LoadAsync(string options) => (await TryLoadAsync(options)).Get();

    private Task<Outcome<LoadedProgram>> TryLoadAsync(string options)
    {
        project.Write("main.js", $"import {{ task }} from '@capsule-run/sdk';\n\nexport const x = task({options}, () => 1);\n");
        return project.LoadAsync("main.js");
    }
}
