using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary><c>capsule run --watch</c>.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_program_runs_again_when_a_source_changes_whatever_it_ended_with()
    {
        folder.Write("helper/__init__.py", "VALUE = 1\n");
        folder.Write("main.py", "import helper\ndef main(): return f'run {helper.VALUE}'\n");
        using var process = CliProcess.Start(folder.Path, null, "run", "--watch", "--no-journal", "main.py");

        Assert.Equal("run 1", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await UntilAsync(process.StandardError, "Waiting for a change");
        folder.Write("helper/__init__.py", "VALUE =\n");
        await UntilAsync(process.StandardError, "SyntaxError");
        await UntilAsync(process.StandardError, "Waiting for a change");
        folder.Write("data.txt", "no source");
        folder.Write("helper/__init__.py", "VALUE = 3\n");
        Assert.Equal("run 3", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var result = await CliProcess.FinishAsync(process);
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("-c", "print(1)")]
    [InlineData("-")]
    [InlineData("program.wasm")]
    public async Task What_cannot_change_is_not_waited_for(params string[] program)
    {
        var result = await CliProcess.RunInAsync(folder.Path, ["run", "--watch", .. program]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--watch needs a source file or a folder", result.Error, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(TextReader reader, string text)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{text}' did not come");
    }
}
