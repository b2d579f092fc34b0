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

    [Theory]
    [InlineData("ts", "main.ts", "capsule.d.ts")]
    [InlineData("javascript", "main.js", null)]
    public async Task A_project_is_made_with_a_first_task(string language, string entry, string? types)
    {
        Assert.Equal(0, (await RunAsync("init", "--lang", language, "made")).Code);
        var made = Path.Combine(folder.Path, "made");
        Assert.True(File.Exists(Path.Combine(made, entry)));
        Assert.Equal(types is not null, File.Exists(Path.Combine(made, "capsule.d.ts")));
        var result = await CliProcess.RunInAsync(made, "run", ".", "Ada");
        Assert.Equal((0, "Hello, Ada!\n"), (result.ExitCode, result.Output));
        if (types is not null)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(made, types), TestContext.Current.CancellationToken);
            Assert.Contains("declare module \"@capsule-run/sdk\" {", text, StringComparison.Ordinal);
            Assert.Contains("  export function sleep(duration: Duration): Promise<void>;", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cells_of_an_interactive_mode_are_TypeScript()
    {
        var (code, output, error) = await PipeAsync("const six: number = 6\nenum Times { Seven = 7 }\nconsole.log('hi')\nsix * Times.Seven\n", "--lang", "ts");
        Assert.Equal((0, "hi\n42\n", ""), (code, output, error));
        (code, output, error) = await PipeAsync("1 + 1\nthrow new RangeError('no')\n2", "--lang", "js");
        Assert.Equal((1, "2\n"), (code, output));
        Assert.Contains("RangeError: no", error, StringComparison.Ordinal);
        (code, _, error) = await PipeAsync("", "--lang", "cobol");
        Assert.Equal(2, code);
        Assert.Contains("--lang cobol is not valid; use python, javascript or typescript", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_runs_TypeScript_once_and_in_a_session()
    {
        await using var client = await McpConversation.StartAsync();
        var once = await client.CallAsync("execute_typescript", new() { ["code"] = "interface A { n: number }\nconsole.log('hi');\n(args as A).n + 1", ["args"] = new { n = 41 } });
        Assert.NotEqual(true, once.IsError);
        Assert.Equal("42", once.Member("result").ToString());
        Assert.Equal("hi\n", once.Member("output").GetString());
        var written = await client.CallAsync("execute_typescript", new() { ["code"] = "import { writeFileSync } from 'node:fs'; writeFileSync('kept.txt', 'x')" });
        Assert.Equal("kept.txt", written.Member("files")[0].GetProperty("path").GetString());

        var session = (await client.CallAsync("session_create", new() { ["language"] = "typescript" })).Member("session").GetString()!;
        await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "const kept: number[] = [1, 2]" });
        var cell = await client.CallAsync("session_run", new() { ["session"] = session, ["code"] = "kept.map((n) => n * 2)" });
        Assert.Equal("[2,4]", cell.Member("result").GetRawText());
        Assert.True((await client.CallAsync("session_create", new() { ["language"] = "cobol" })).IsError);
    }

    private static async Task<(int Code, string Output, string Error)> PipeAsync(string input, params string[] arguments)
    {
        using var process = CliProcess.StartWithInput(null, null, ["repl", .. arguments]);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var result = await CliProcess.FinishAsync(process);
        return (result.ExitCode, result.Output, result.Error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] line)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        var result = await CliProcess.RunInAsync(folder.Path, line);
        return (result.ExitCode, result.Output, result.Error);
    }
}
