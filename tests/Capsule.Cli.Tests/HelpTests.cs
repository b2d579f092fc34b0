using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_teaches_by_an_example(string flag)
    {
        var result = await CliProcess.RunAsync(flag);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("capsule run hello.py", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_run_names_every_flag()
    {
        var result = await CliProcess.RunAsync("run", "--help");

        string[] flags = ["--json", "--verbose", "--args-json", "--args-file", "--kwargs-json", "--compute", "--ram", "--timeout", "--max-retries"];
        Assert.All(flags, flag => Assert.Contains(flag, result.Output, StringComparison.Ordinal));
        Assert.Contains("Exit codes", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_a_version() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", (await CliProcess.RunAsync("--version")).Output);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_can_be_taught_to_complete(string shell) =>
        Assert.Contains("capsule", (await CliProcess.RunAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_suggests_flags()
    {
        var result = await CliProcess.RunAsync("[suggest:16]", "capsule run --ar");

        Assert.Contains("--args-json", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_suggests_values_runs_and_files_of_the_kind_that_is_meant()
    {
        using var folder = new JournaledFolder("def main(): return 1\n");
        Assert.Equal(0, (await folder.RunAsync("run", "main.py")).ExitCode);
        var run = (await folder.OnlyRunAsync()).GetProperty("id").GetString()![24..32];
        async Task<string[]> Suggested(string line) =>
            (await folder.RunAsync($"[suggest:{line.Length}]", line)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["HIGH"], await Suggested("capsule run --compute HI"));
        Assert.Contains("waiting", await Suggested("capsule runs --status "));
        Assert.Equal([run], await Suggested($"capsule trace {run[..7]}"));
        Assert.Equal(["latest"], await Suggested("capsule signal la"));
        Assert.Contains("main.py", await Suggested("capsule run m"));
        Assert.DoesNotContain("main.py", await Suggested("capsule exec "));
        Assert.DoesNotContain(await Suggested("capsule run "), word => word.Contains('?', StringComparison.Ordinal) || word is "/h");
    }
}
