using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>The journal of the real process cannot grow any more: the shell's limit for files stands for a full disk.</summary>
public sealed class FullDiskTests
{
    private const string Large = """
        from capsule import task

        @task
        def large(n):
            with open("done/log", "a") as f: f.write("x")
            return "x" * 200_000

        @task(name="main")
        def main():
            return sum(len(large(n).unwrap()) for n in range(30))
        """;

    [Fact]
    public async Task A_durable_run_stops_and_goes_on_when_there_is_space()
    {
        using var folder = new JournaledFolder(Large.Replace("@task\n", "@task(allowed_files=['done'])\n", StringComparison.Ordinal));
        folder.Write("done/log", "");
        var stopped = await LimitedAsync(folder, "run --durable main.py");

        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("journal_error", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("is not over. Resume it: capsule resume", stopped.Error, StringComparison.Ordinal);
        Assert.Equal("interrupted", (await folder.OnlyRunAsync()).GetProperty("status").GetString());

        var resumed = await folder.RunAsync("resume");

        Assert.Equal((0, "6000000\n", ""), (resumed.ExitCode, resumed.Output, resumed.Error));
        Assert.InRange(File.ReadAllText(Path.Combine(folder.Path, "done", "log")).Length, 30, 31);
    }

    [Fact]
    public async Task Any_other_run_goes_on_without_the_journal_and_says_so()
    {
        using var folder = new JournaledFolder(Large.Replace("    with open(\"done/log\", \"a\") as f: f.write(\"x\")\n", "", StringComparison.Ordinal));
        var result = await LimitedAsync(folder, "run main.py");

        Assert.Equal((0, "6000000\n"), (result.ExitCode, result.Output));
        var warning = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("warning: the run is not journaled to its end: ", warning, StringComparison.Ordinal);
    }

    /// <summary>Runs capsule so that no file it writes becomes larger than two megabytes.</summary>
    private static Task<CliResult> LimitedAsync(JournaledFolder folder, string arguments) => CliProcess.RunProgramAsync(
        "/bin/sh",
        "-c",
        // .NET would map its code from a file that is larger.
        $"cd '{folder.Path}' && ulimit -f 4096 && DOTNET_EnableWriteXorExecute=0 exec '{CliProcess.Path}' {arguments}");
}
