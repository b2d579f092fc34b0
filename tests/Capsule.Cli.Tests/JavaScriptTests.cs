using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Programs in JavaScript on the command line.</summary>
public sealed class JavaScriptTests : IDisposable
{
    private const string Greeting = """
        import { task } from "@capsule-run/sdk";
        import { greeting } from "./greeting.js";

        export const main = task({ name: "main", compute: "LOW", ram: "64MB" }, async (name = "world") => greeting(name));
        """;

    private readonly TemporaryFolder folder = new();

    public JavaScriptTests()
    {
        folder.Write("hello.js", Greeting);
        folder.Write("greeting.js", "export const greeting = (name) => `Hello, ${name}!`;");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_program_is_run_with_words_for_its_arguments()
    {
        Assert.Equal((0, "Hello, world!\n", ""), await RunAsync("run", "hello.js"));
        Assert.Equal((0, "Hello, Ada!\n", ""), await RunAsync("run", "hello.js", "Ada"));
    }

    [Fact]
    public async Task A_folder_is_run_by_its_main_file()
    {
        folder.Write("main.mjs", "export const main = () => 'main.mjs'");
        Assert.Equal((0, "main.mjs\n", ""), await RunAsync("run"));
    }

    [Fact]
    public async Task A_built_program_runs_without_its_folder_and_says_its_language()
    {
        Assert.Equal(0, (await RunAsync("build", "hello.js", "-o", "out/hello.wasm")).Code);
        File.Delete(Path.Combine(folder.Path, "greeting.js"));
        Assert.Equal((0, "Hello, Eve!\n", ""), await RunAsync("exec", "out/hello.wasm", "Eve"));
        Assert.Contains("hello.js", (await RunAsync("inspect", "out/hello.wasm")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_a_task_goes_to_standard_error_with_its_lines()
    {
        folder.Write("fail.js", "export function main() {\n  throw new TypeError('no')\n}\n");
        var (code, output, error) = await RunAsync("run", "fail.js");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("at main (/workspace/fail.js:2:", error, StringComparison.Ordinal);
        Assert.Contains("TypeError: no", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] line)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        var result = await CliProcess.RunInAsync(folder.Path, line);
        return (result.ExitCode, result.Output, result.Error);
    }
}
