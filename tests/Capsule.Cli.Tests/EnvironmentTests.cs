using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class EnvironmentTests
{
    private const string Program =
        """
        import os
        from capsule import task

        @task(env_variables=["SHELL_WINS", "LOCAL_WINS", "ONLY_ENV", "QUOTED", "MISSING"])
        def main():
            return dict(os.environ)
        """;

    [Fact]
    public async Task A_task_sees_the_variables_that_it_names_and_the_shell_wins()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", Program);
        folder.Write(".env", "SHELL_WINS=env\nLOCAL_WINS=env\nONLY_ENV=env # comment\nQUOTED=\"two words\"\nOTHER=never\n");
        folder.Write(".env.local", "SHELL_WINS=local\nLOCAL_WINS=local\n");
        var shell = new Dictionary<string, string> { ["SHELL_WINS"] = "shell", ["ALSO_OTHER"] = "never" };

        var result = await CliProcess.RunAsync(folder.Path, shell, "run", "--json", "main.py");

        var seen = result.Json.GetProperty("result");
        Assert.Equal("shell", seen.GetProperty("SHELL_WINS").GetString());
        Assert.Equal("local", seen.GetProperty("LOCAL_WINS").GetString());
        Assert.Equal("env", seen.GetProperty("ONLY_ENV").GetString());
        Assert.Equal("two words", seen.GetProperty("QUOTED").GetString());
        Assert.False(seen.TryGetProperty("MISSING", out _));
        Assert.DoesNotContain("never", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_valid_is_named_with_the_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", Program);
        folder.Write(".env", "export ONLY_ENV=env\nQUOTED='value\n");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "main.py");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(".env, line 2 is not valid: its quote is not closed", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("value", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_of_another_project_are_not_read_through_a_link()
    {
        using var folder = new TemporaryFolder();
        folder.Write("other/.env", "ONLY_ENV=never\n");
        folder.Write("project/main.py", Program);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "project/.env"), "../other/.env");
        var refused = await CliProcess.RunInAsync(Path.Combine(folder.Path, "project"), "run", "main.py");
        File.Delete(Path.Combine(folder.Path, "project/.env"));
        folder.Write("project/settings/env", "ONLY_ENV=inside\n");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "project/.env"), "settings/env");
        var inside = await CliProcess.RunInAsync(Path.Combine(folder.Path, "project"), "run", "main.py");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(".env leads out of", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("never", refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.Contains("\"ONLY_ENV\":\"inside\"", inside.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_zone_changes_nothing_and_says_so()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", "import os, time\nfrom capsule import task\n@task(env_variables=['TZ'])\ndef main():\n    return [os.environ['TZ'], time.localtime(0).tm_hour, hasattr(time, 'tzset')]\n");

        var result = await CliProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["TZ"] = "Asia/Tokyo" }, "run", "main.py");

        Assert.Equal("[\"Asia/Tokyo\",0,false]", result.Output.Trim());
        Assert.Contains("TZ='Asia/Tokyo' does not change local time, which is UTC in a sandbox; use zoneinfo.ZoneInfo('Asia/Tokyo')", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_sees_them_too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", Program);
        folder.Write(".env", "ONLY_ENV=env\n");
        await CliProcess.RunInAsync(folder.Path, "build", "main.py", "-o", "main.wasm");

        var result = await CliProcess.RunInAsync(folder.Path, "exec", "--json", "main.wasm");

        Assert.Equal("env", result.Json.GetProperty("result").GetProperty("ONLY_ENV").GetString());
    }

    [Fact]
    public async Task Values_of_the_environment_are_not_in_an_artifact()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", Program.Replace("env_variables=[\"SHELL_WINS\"", "secrets={\"KEY\": [\"api.example.org\"]}, env_variables=[\"SHELL_WINS\"", StringComparison.Ordinal));
        folder.Write(".env", "ONLY_ENV=value-of-env\nKEY=value-of-secret\n");
        await CliProcess.RunInAsync(folder.Path, "build", "main.py", "-o", "main.wasm");

        var artifact = await File.ReadAllTextAsync(Path.Combine(folder.Path, "main.wasm"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("value-of", artifact, StringComparison.Ordinal);
        Assert.Contains("api.example.org", artifact, StringComparison.Ordinal);
        var result = await CliProcess.RunInAsync(folder.Path, "exec", "--json", "main.wasm");
        Assert.DoesNotContain("value-of-secret", result.Output + result.Error, StringComparison.Ordinal);
        Assert.StartsWith("capsule-secret-", result.Json.GetProperty("result").GetProperty("KEY").GetString(), StringComparison.Ordinal);
    }
}
