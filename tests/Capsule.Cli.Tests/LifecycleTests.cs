using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class LifecycleTests
{
    private const string Fan = """
        from capsule import task
        import sys

        @task
        def step(n):
            print("step", n)
            if n == 7:
                raise ValueError("seven")
            return n

        @task(name="main", compute="HIGH")
        async def main(n):
            print("begin", file=sys.stderr)
            results = await step.map(range(int(n)), concurrency=4)
            return sum(result.success for result in results)
        """;

    private const string Wait = """
        from capsule import task, wait_for_signal
        @task
        async def main():
            print("before", flush=True)
            return await wait_for_signal("go")
        """;

    [Fact]
    public async Task A_run_without_any_flag_is_listed_with_its_logs()
    {
        using var folder = new JournaledFolder(Fan);
        Assert.Equal(0, (await folder.RunAsync("run", "main.py", "2")).ExitCode);

        var run = await folder.OnlyRunAsync();
        Assert.Equal(("succeeded", "main", "main.py", false), (
            run.GetProperty("status").GetString(), run.GetProperty("task").GetString(), run.GetProperty("program").GetString(),
            run.GetProperty("durable").GetBoolean()));
        var logs = await folder.RunAsync("logs", "0");
        Assert.Equal(["step 0", "step 1"], logs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal("begin\n", logs.Error);
        Assert.Contains(run.GetProperty("id").GetString()![24..32], (await folder.RunAsync("runs", "--status", "succeeded")).Output, StringComparison.Ordinal);
        Assert.Equal("", (await folder.RunAsync("runs", "--status", "waiting")).Output);
        Assert.Equal(2, (await folder.RunAsync("runs", "--status", "nonsense")).ExitCode);
        Assert.Equal((0, "2\n"), ((await folder.RunAsync("resume", "0")).ExitCode, (await folder.RunAsync("resume", "0")).Output));
        Assert.Equal(2, (await folder.RunAsync("replay", "0")).ExitCode);
    }

    [Fact]
    public async Task A_run_is_named_by_the_random_part_of_its_id_or_counted_from_the_latest()
    {
        using var folder = new JournaledFolder("def main(n): return 1 / int(n)\n");
        foreach (var argument in (string[])["1", "2", "0"])
        {
            await folder.RunAsync("run", "main.py", argument);
        }

        var list = (await folder.RunAsync("runs")).Output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, list.Length);
        Assert.Matches("^[0-9a-f]{8}  failed .* main  main.py  [a-z_]+$", list[1]);
        foreach (var (row, result) in ((int, string)[])[(2, "0.5\n"), (3, "1\n")])
        {
            Assert.Equal(result.TrimEnd('\n'), (await folder.RunAsync("resume", list[row][..8])).Output.TrimEnd('\n').Replace("1.0", "1", StringComparison.Ordinal));
        }

        Assert.Equal("0.5\n", (await folder.RunAsync("resume", "-2")).Output);
        Assert.Equal(1, (await folder.RunAsync("resume", "latest")).ExitCode);
        var refused = await folder.RunAsync("trace", "-4");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("at most to -3", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"\n│ {list[1][..8]}", (await folder.RunAsync("trace", "0")).Error.Replace("\n│   ", "\n│ ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_refused_leaves_no_folder_of_runs()
    {
        using var folder = new JournaledFolder("def main(:\n");

        Assert.Equal(1, (await folder.RunAsync("run", "main.py")).ExitCode);

        Assert.Contains("there are no runs in", (await folder.RunAsync("runs")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_of_many_tasks_fits_eighty_columns_and_folds_what_is_alike()
    {
        using var folder = new JournaledFolder(Fan);
        Assert.Equal("199\n", (await folder.RunAsync("run", "main.py", "200", "--json")).Json.GetProperty("result").GetRawText() + "\n");

        var trace = await folder.RunAsync("trace", "0");
        var lines = trace.Output.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(5, lines.Length);
        Assert.Contains(lines, line => line.Contains('✓') && line.Contains("step × 199", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("✗ ", StringComparison.Ordinal) && line.Contains(" step ", StringComparison.Ordinal));
        Assert.Equal(203, (await folder.RunAsync("trace", "0", "--all")).Output.TrimEnd('\n').Split('\n').Length);
        var json = (await folder.RunAsync("trace", "0", "--json")).Json;
        Assert.Equal(201, json.GetProperty("tasks").GetArrayLength());
        Assert.Equal("succeeded", json.GetProperty("run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_run_is_watched_and_cancelled_from_elsewhere()
    {
        using var folder = new JournaledFolder(Wait);
        using var process = folder.Start("run", "--durable", "main.py");
        var id = await folder.WaitForAsync("waiting");
        var snapshot = await folder.RunAsync("ps");
        Assert.Contains($"{id[24..32]}  waiting", snapshot.Output, StringComparison.Ordinal);
        var following = folder.RunAsync("logs", id, "--follow");

        Assert.Equal(0, (await folder.RunAsync("cancel", id)).ExitCode);
        Assert.Equal(130, (await CliProcess.FinishAsync(process)).ExitCode);
        Assert.Equal("before\n", (await following).Output);
        Assert.Equal("cancelled", (await folder.OnlyRunAsync()).GetProperty("status").GetString());
        foreach (var late in (string[][])[["signal", id, "go"], ["cancel", id]])
        {
            var refused = await folder.RunAsync(late);
            Assert.Equal(2, refused.ExitCode);
            Assert.StartsWith($"error: config_error: run {id} has ended (cancelled)", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_run_that_nobody_executes_is_cancelled_at_once()
    {
        using var folder = new JournaledFolder(Wait);
        using (var process = folder.Start("run", "--durable", "main.py"))
        {
            await folder.WaitForAsync("waiting");
            await JournaledFolder.KillAsync(process);
        }

        Assert.Equal(0, (await folder.RunAsync("cancel", "0")).ExitCode);
        Assert.Equal("cancelled", (await folder.OnlyRunAsync()).GetProperty("status").GetString());
        Assert.Equal(130, (await folder.RunAsync("resume", "0")).ExitCode);
        Assert.Contains("there are no resumable runs in this folder", (await folder.RunAsync("resume")).Error, StringComparison.Ordinal);

        Assert.Contains("forgot 0 runs", (await folder.RunAsync("runs", "prune")).Error, StringComparison.Ordinal);
        Assert.Contains("forgot 1 run,", (await folder.RunAsync("runs", "prune", "--older-than", "1ms")).Error, StringComparison.Ordinal);
        Assert.Empty(await folder.RunsAsync());
    }

    [Fact]
    public async Task Runs_are_backed_up_while_one_is_executed_and_continue_where_they_are_restored()
    {
        using var folder = new JournaledFolder(Wait);
        using var process = folder.Start("run", "--durable", "main.py");
        await folder.WaitForAsync("waiting");
        var made = await folder.RunAsync("runs", "backup", "copy.db");
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.Contains("copy.db, ", made.Error, StringComparison.Ordinal);
        var again = await folder.RunAsync("runs", "backup", "copy.db");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);

        using var other = new JournaledFolder(Wait);
        Directory.CreateDirectory(Path.Combine(other.Path, ".capsule"));
        File.Copy(Path.Combine(folder.Path, "copy.db"), Path.Combine(other.Path, ".capsule", "journal.db"));
        Assert.Equal(0, (await other.RunAsync("signal", "0", "go", "7")).ExitCode);
        var resumed = await other.RunAsync("resume");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal("waiting", (await folder.OnlyRunAsync()).GetProperty("status").GetString());
        await JournaledFolder.KillAsync(process);
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("yes", "a text is JSON in quotes")]
    public async Task A_signal_carries_JSON_only(string payload, string problem)
    {
        using var folder = new JournaledFolder("def main(): pass\n");
        Assert.Equal(0, (await folder.RunAsync("run", "main.py")).ExitCode);

        var result = await folder.RunAsync("signal", "0", "go", payload);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_runs_says_where_they_would_be()
    {
        using var folder = new TemporaryFolder();
        var result = await CliProcess.RunInAsync(folder.Path, "runs");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--project", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, ".capsule")));
    }

    [Fact]
    public async Task The_life_of_subtasks_is_indented()
    {
        using var folder = new JournaledFolder(Fan);
        var result = await folder.RunAsync("run", "-v", "main.py", "1");

        Assert.Contains("\n● main: started\n", "\n" + result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  ● step: started\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  ✓ step: done", result.Error, StringComparison.Ordinal);
    }
}
