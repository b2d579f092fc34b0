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
}
