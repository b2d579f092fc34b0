using System.Text.Json;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>An operator who runs the artifact of a stranger.</summary>
public sealed class GrantCapTests : IDisposable
{
    private const string Stranger = """
        from capsule import task

        @task(name="main", allowed_hosts=["api.example.org"], env_variables=["HOME"], allowed_files=["./data"],
              secrets={"KEY": ["api.example.org"]})
        def main():
            return "ran"
        """;

    private readonly TemporaryFolder author = new();
    private readonly TemporaryFolder operators = new();

    public void Dispose()
    {
        author.Dispose();
        operators.Dispose();
    }

    [Fact]
    public async Task Limits_of_the_operator_refuse_what_the_artifact_declares_beyond_them()
    {
        var artifact = await BuildAsync();
        operators.Write("capsule.toml", """
            [limits]
            allowed_hosts = ["*.example.org"]
            allowed_files = [{ path = "data", mode = "ro" }]
            env_variables = ["PATH"]
            secrets = { KEY = ["https://api.example.org"] }
            """);

        var refused = await CliProcess.RunInAsync(operators.Path, "exec", artifact);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(
            "asks for more than [limits] allows: task 'main': allowed_files: ./data (read-write); task 'main': env_variables: HOME; "
            + "task 'main': secrets: KEY for api.example.org", refused.Error, StringComparison.Ordinal);

        var inspected = await CliProcess.RunInAsync(operators.Path, "inspect", artifact);
        Assert.Contains("refused by [limits], and not run\n  task 'main': allowed_files: ./data (read-write)\n", inspected.Output, StringComparison.Ordinal);
        var json = JsonElement.Parse((await CliProcess.RunInAsync(operators.Path, "inspect", "--json", artifact)).Output);
        Assert.Equal(
            ["allowed_files", "env_variables", "secrets"],
            json.GetProperty("refused").EnumerateArray().Select(excess => excess.GetProperty("option").GetString()!));

        Directory.CreateDirectory(Path.Combine(operators.Path, "data"));
        var widened = await CliProcess.RunInAsync(
            operators.Path, "exec", artifact, "--limit-files", "data:rw", "--limit-env", "HOME", "--limit-env", "PATH",
            "--limit-secrets", "KEY=*.example.org", "--limit-secrets", "KEY=b.org");
        Assert.Equal((0, "ran\n"), (widened.ExitCode, widened.Output));
    }

    [Theory]
    [InlineData("--limit-hosts", "none", "allowed_hosts: api.example.org")]
    [InlineData("--limit-hosts", "*.org:80", "allowed_hosts: api.example.org")]
    [InlineData("--limit-files", "none", "allowed_files: ./data (read-write)")]
    [InlineData("--limit-files", "data", "allowed_files: ./data (read-write)")]
    [InlineData("--limit-env", "none", "env_variables: HOME")]
    [InlineData("--limit-secrets", "none", "secrets: KEY for api.example.org")]
    [InlineData("--limit-secrets", "KEY=other.org", "secrets: KEY for api.example.org")]
    public async Task Flags_refuse_what_the_artifact_declares_beyond_them(string flag, string value, string named)
    {
        var result = await CliProcess.RunInAsync(operators.Path, "exec", await BuildAsync(), flag, value);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"task 'main': {named}", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(operators.Path, ".capsule", "runs")));
    }

    [Theory]
    [InlineData("--limit-hosts", "http://")]
    [InlineData("--limit-files", "../x")]
    [InlineData("--limit-secrets", "KEY")]
    [InlineData("--limit-secrets", "KEY=*")]
    [InlineData("--limit-env", "a=b")]
    public async Task Flags_that_are_no_caps_are_refused(string flag, string value)
    {
        var result = await CliProcess.RunInAsync(author.Path, "run", author.Write("main.py", Stranger), flag, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{flag} {value} is not valid", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_run_that_is_refused_when_it_is_resumed_stays_as_it_was()
    {
        author.Write("main.py", """
            from capsule import task, wait_for_signal

            @task(name="main", allowed_hosts=["api.example.org"])
            async def main():
                return await wait_for_signal("go")
            """);
        var started = CliProcess.Start(author.Path, null, ["run", "main.py", "--durable", "--run-id", "one"]);
        using (started)
        {
            await WaitAsync("waiting");
            started.Kill();
            await CliProcess.FinishAsync(started);
        }

        await CliProcess.RunInAsync(author.Path, "signal", "one", "go", "7");
        var refused = await CliProcess.RunInAsync(author.Path, "resume", "one", "--limit-hosts", "none");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("allowed_hosts: api.example.org", refused.Error, StringComparison.Ordinal);
        var resumed = await CliProcess.RunInAsync(author.Path, "resume", "one", "--limit-hosts", "api.example.org");
        Assert.Equal((0, "7\n"), (resumed.ExitCode, resumed.Output));
    }

    private async Task<string> BuildAsync()
    {
        var built = await CliProcess.RunInAsync(author.Path, "build", author.Write("main.py", Stranger));
        Assert.Equal(0, built.ExitCode);
        return Path.Combine(author.Path, "main.wasm");
    }

    private Task WaitAsync(string status) => Patience.UntilAsync(
        async () => (await CliProcess.RunInAsync(author.Path, "runs", "--json", "--status", status)).Output
            .Contains("\"one\"", StringComparison.Ordinal),
        $"the run is {status}");
}
