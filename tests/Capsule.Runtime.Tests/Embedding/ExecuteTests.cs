using System.Text.Json;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Embedding;

public sealed class ExecuteTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("x = 3", "null")]
    [InlineData("print('hi')\nargs['n'] * 2", "14")]
    [InlineData("import asyncio\nawait asyncio.sleep(0, 'done')", "\"done\"")]
    [InlineData("class A:\n    def __repr__(self): return '<A>'\nA()", "\"<A>\"")]
    [InlineData("def f(): return f.__module__\nf()", "\"__main__\"")]
    public async Task The_last_expression_is_the_result(string code, string result) =>
        Assert.Equal(result, (await RunAsync(code)).Envelope.Json());

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("const x: number = 3", "null")]
    [InlineData("console.log('hi')\nargs.n * 2", "14")]
    [InlineData("await Promise.resolve('done')", "\"done\"")]
    [InlineData("import { join } from 'node:path'\njoin('a', 'b')", "\"a/b\"")]
    [InlineData("(function f() {})", "\"[Function: f]\"")]
    [InlineData("enum E { A = 7 }\nE.A", "7")]
    public async Task The_last_expression_of_TypeScript_is_the_result(string code, string result) =>
        Assert.Equal(result, (await RunAsync(code, GuestLanguage.JavaScript)).Envelope.Json());

    [Fact]
    public async Task A_stack_of_TypeScript_shows_the_place_in_the_code()
    {
        var result = await RunAsync("function f(): number {\n  throw new Error('no')\n}\nf()", GuestLanguage.JavaScript);
        Assert.Equal("Error: no", result.Envelope.Error?.Message);
        Assert.Contains("at f (<code>:2:", result.Envelope.Error?.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit()", true)]
    [InlineData("process.exit(0)", true)]
    [InlineData("exit(2)", false)]
    public async Task Code_of_TypeScript_that_exits_with_0_has_succeeded(string code, bool success) =>
        Assert.Equal(success, (await RunAsync(code, GuestLanguage.JavaScript)).Envelope.Success);

    [Fact]
    public async Task A_program_of_TypeScript_may_be_only_text()
    {
        var envelope = await fixture.Runtime.RunAsync(
            ProgramReference.Source("export function main(name: string) { return `Hello ${name}`; }", GuestLanguage.JavaScript),
            new TaskCall { Args = [JsonElement.Parse("\"Ada\"")] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("\"Hello Ada\"", envelope.Json());
    }

    [Fact]
    public async Task What_it_prints_is_kept_up_to_a_bound()
    {
        var result = await RunAsync("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c' * 1000)");
        Assert.Equal(("b\n", true), (result.Errors, result.OutputWasCut));
        Assert.StartsWith("a\ncc", result.Output, StringComparison.Ordinal);
        Assert.Equal(100, result.Output.Length + result.Errors.Length);
    }

    [Fact]
    public async Task A_traceback_shows_the_code()
    {
        var result = await RunAsync("def f():\n    return 1 / 0\nf()");
        Assert.Contains("File \"<code>\", line 2, in f\n    return 1 / 0", result.Envelope.Error?.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_declares_grants_nothing()
    {
        var result = await RunAsync(
            """
            from capsule import task
            import os

            @task(name="main", env_variables=["PATH"], compute="HIGH")
            def main(source, args):
                return os.environ.get("PATH")

            main().result
            """);
        Assert.NotEqual(Environment.GetEnvironmentVariable("PATH"), result.Envelope.Result.ToString());
    }

    [Theory]
    [InlineData("exit()", true)]
    [InlineData("raise SystemExit(0)", true)]
    [InlineData("exit(2)", false)]
    [InlineData("exit('why')", false)]
    public async Task Code_that_exits_with_0_has_succeeded(string code, bool success) =>
        Assert.Equal(success, (await RunAsync(code)).Envelope.Success);

    [Fact]
    public async Task Its_policy_is_the_hosts()
    {
        var options = new RunOptions { Defaults = TaskPolicy.Default with { Compute = new Compute(10_000_000) } };
        var result = await fixture.Runtime.ExecuteAsync(
            "while True: pass", options: options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ErrorType.FuelExhausted, result.Envelope.Error?.Type);
    }

    private Task<CodeResult> RunAsync(string code, GuestLanguage? language = null) => fixture.Runtime.ExecuteAsync(
        code, JsonElement.Parse("""{"n": 7}"""), language: language, maxOutputLength: 100, cancellationToken: TestContext.Current.CancellationToken);
}
