using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class ConfigurationTests
{
    private const string Loop = "from capsule import task\n@task\ndef main(*args):\n    while True: pass\n";

    [Fact]
    public async Task Run_without_a_file_runs_the_entrypoint()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[workflow]\nname = \"demo\"\nversion = \"1.0.0\"\nentrypoint = \"src/app.py\"\n");
        folder.Write("src/app.py", "def main(*args): return list(args)\n");

        Assert.Equal("[]\n", (await CliProcess.RunInAsync(folder.Path, "run")).Output);
        Assert.Equal("[\"a\",\"b\"]\n", (await CliProcess.RunInAsync(folder.Path, "run", "--", "a", "b")).Output);
        Assert.Equal("[\"a\"]\n", (await CliProcess.RunInAsync(Path.Combine(folder.Path, "src"), "run", "--", "a")).Output);
    }

    [Theory]
    [InlineData("default_compute = \"LOW\"", "fuel_exhausted")]
    [InlineData("default_compute = \"low\"", "fuel_exhausted")]
    [InlineData("default_compute = 5000000", "fuel_exhausted")]
    [InlineData("default_compute = \"HIGH\"\ndefault_timeout = \"100ms\"", "timeout")]
    public async Task Defaults_hold_for_tasks_that_declare_nothing(string line, string type)
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", $"[tasks]\n{line}\n");
        folder.Write("loop.py", Loop);

        var result = await CliProcess.RunInAsync(folder.Path, "run", "--json", "loop.py");

        Assert.Equal(type, result.Json.GetProperty("error").GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task A_task_s_own_options_win_over_the_defaults()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[tasks]\ndefault_compute = \"MEDIUM\"\ndefault_max_retries = 3\n");
        folder.Write("loop.py", Loop.Replace("@task\n", "@task(compute=5000000, max_retries=0)\n", StringComparison.Ordinal));

        var execution = (await CliProcess.RunInAsync(folder.Path, "run", "--json", "loop.py")).Json.GetProperty("execution");

        Assert.Equal(0, execution.GetProperty("retries").GetInt32());
        Assert.InRange(execution.GetProperty("fuel_consumed").GetInt64(), 5_000_000, 5_100_000);
    }

    [Theory]
    [InlineData("[workflw]\n", "[workflw]; did you mean 'workflow'?")]
    [InlineData("[workflow]\nentrypont = \"a.py\"\n", "'entrypont' in [workflow]; did you mean 'entrypoint'?")]
    [InlineData("[tasks]\ndefault_comput = \"LOW\"\n", "did you mean 'default_compute'?")]
    [InlineData("[tasks]\ncompute = \"LOW\"\n", "did you mean 'default_compute'?")]
    [InlineData("[tasks]\ndefault_ram = \"64M\"\n", "tasks.default_ram=\"64M\" is not valid")]
    [InlineData("[tasks]\ndefault_timeout = true\n", "tasks.default_timeout=true is not valid")]
    [InlineData("[workflow]\nentrypoint = 5\n", "workflow.entrypoint=5 is not valid; use a string")]
    [InlineData("tasks = 5\n", "'tasks' must be a section")]
    [InlineData("[tasks\n", "no valid TOML: line 1, column ")]
    [InlineData("[limits]\nallowed_hosts = []\nallowed_hosts = [\"*\"]\n", "line 3, column 1: the key `limits.allowed_hosts` is already defined at (2,1)")]
    [InlineData("[limits]\nallowed_hosts = []\n\"allowed_hosts\" = [\"*\"]\n", "line 3, column 1: the key `limits.allowed_hosts` is already defined")]
    [InlineData("[limits]\nallowed_hosts = []\n\"\\u0061llowed_hosts\" = [\"*\"]\n", "line 3, column 1: the key `limits.allowed_hosts` is already defined")]
    [InlineData("limits.allowed_hosts = []\nlimits.allowed_hosts = [\"*\"]\n", "line 2, column 1: the key `limits.allowed_hosts` is already defined")]
    [InlineData("limits = { allowed_hosts = [], allowed_hosts = [\"*\"] }\n", "line 1, column 32: the key `limits.allowed_hosts` is already defined")]
    [InlineData("[limits]\nallowed_hosts = []\n[limits]\nallowed_hosts = [\"*\"]\n", "line 3, column 1: the key `limits` is already defined")]
    [InlineData("limits.allowed_hosts = []\n[limits]\nallowed_hosts = [\"*\"]\n", "line 2, column 1: the key `limits` is already defined")]
    [InlineData("[limits]\nallowed_files = [{ path = \"a\", mode = \"ro\", mode = \"rw\" }]\n", "line 2, column 45: the key `limits.allowed_files.[0].mode` is already defined")]
    public async Task A_wrong_configuration_is_refused_and_named(string toml, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", toml);
        folder.Write("ok.py", "def main(): pass\n");

        var result = await CliProcess.RunInAsync(folder.Path, "run", "ok.py");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("capsule.toml", result.Error, StringComparison.Ordinal);
    }
}
