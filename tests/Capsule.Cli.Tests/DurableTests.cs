using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class DurableTests
{
    private const string Approval = """
        from capsule import task, wait_for_signal

        @task(ram="128MB", timeout="10m")
        def analyze(doc):
            print("analyze", doc)
            if doc == "bad":
                raise ValueError("a bad one")
            return len(doc)

        @task
        def load(folder):
            return [folder, "bad", "three"]

        @task(name="main", compute="HIGH")
        async def main(folder):
            results = await analyze.map(load(folder).unwrap(), concurrency=8)
            answer = await wait_for_signal("approved", timeout="2d")
            return {"n": len(results), "bad": [r.error["message"] for r in results if not r.success], "by": answer}
        """;

    [Fact]
    public async Task A_run_that_is_killed_while_it_waits_goes_on_in_a_copy_of_its_folder()
    {
        using var folder = new JournaledFolder(Approval);
        using (var process = folder.Start("run", "--durable", "main.py", "docs"))
        {
            await folder.WaitForAsync("waiting");
            await JournaledFolder.KillAsync(process);
        }

        using var copy = new JournaledFolder("");
        Directory.Delete(copy.Path, recursive: true);
        Copy(folder.Path, copy.Path);
        var id = (await copy.OnlyRunAsync()).GetProperty("id").GetString()!;
        Assert.Equal(0, (await copy.RunAsync("signal", id[..30], "approved", "\"Ada\"")).ExitCode);
        var resumed = await copy.RunAsync("resume");

        Assert.Equal((0, "{\"n\":3,\"bad\":[\"ValueError: a bad one\"],\"by\":\"Ada\"}\n", ""), (resumed.ExitCode, resumed.Output, resumed.Error));
        Assert.Equal("succeeded", (await copy.OnlyRunAsync()).GetProperty("status").GetString());
        Assert.Equal("waiting", (await folder.OnlyRunAsync()).GetProperty("status").GetString());
        var printed = (await copy.RunAsync("logs", id)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["analyze bad", "analyze docs", "analyze three"], printed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_run_says_how_to_go_on()
    {
        using var folder = new JournaledFolder(Approval);
        using var process = folder.Start("run", "--durable", "main.py", "docs");
        var id = await folder.WaitForAsync("waiting");
        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var interrupted = await CliProcess.FinishAsync(process);
        Assert.Equal(130, interrupted.ExitCode);
        Assert.Contains($"capsule resume {id[24..32]}", interrupted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_resumed_by_one_process_at_a_time()
    {
        using var folder = new JournaledFolder(Approval);
        using var process = folder.Start("run", "--durable", "main.py", "docs");
        var id = await folder.WaitForAsync("waiting");

        var second = await folder.RunAsync("resume", id);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("is being executed by another process", second.Error, StringComparison.Ordinal);
        Assert.Contains("there are no resumable runs in this folder", (await folder.RunAsync("resume")).Error, StringComparison.Ordinal);

        Assert.Equal(0, (await folder.RunAsync("signal", id, "approved")).ExitCode);
        Assert.Equal(0, (await CliProcess.FinishAsync(process)).ExitCode);
    }

    [Fact]
    public async Task A_key_starts_a_run_once()
    {
        using var folder = new JournaledFolder("import random\ndef main():\n    return random.random()\n");
        var first = await folder.RunAsync("run", "main.py", "--durable", "--run-id", "order 7");
        var second = await folder.RunAsync("run", "main.py", "--durable", "--run-id", "order 7");

        Assert.Equal((0, first.Output), (second.ExitCode, second.Output));
        Assert.Equal("order 7", (await folder.OnlyRunAsync()).GetProperty("key").GetString());
        Assert.Equal(first.Output, (await folder.RunAsync("resume", "order 7")).Output);
    }

    [Fact]
    public async Task Capsule_toml_makes_runs_durable_and_turns_the_journal_off()
    {
        using var folder = new JournaledFolder("def main():\n    return 1\n");
        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"main.py\"\ndurable = true\n");
        Assert.Equal(0, (await folder.RunAsync("run")).ExitCode);
        Assert.True((await folder.OnlyRunAsync()).GetProperty("durable").GetBoolean());

        folder.Write("capsule.toml", "[workflow]\nentrypoint = \"main.py\"\n[journal]\nenabled = false\n");
        Assert.Equal((0, "1\n", ""), await Parts(folder.RunAsync("run")));
        Assert.Equal(2, (await folder.RunAsync("run", "--durable")).ExitCode);
        Assert.Equal(2, (await folder.RunAsync("run", "--no-journal", "--run-id", "x")).ExitCode);
        _ = await folder.OnlyRunAsync();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_opened_stops_only_durable_runs()
    {
        using var folder = new JournaledFolder("def main():\n    return 1\n");
        folder.Write(".capsule", "a file where the folder should be");

        var run = await folder.RunAsync("run", "main.py");
        Assert.Equal((0, "1\n"), (run.ExitCode, run.Output));
        Assert.StartsWith("warning: the run is not journaled: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        var durable = await folder.RunAsync("run", "--durable", "main.py");
        Assert.Equal((3, ""), (durable.ExitCode, durable.Output));
        Assert.Contains("journal", durable.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mount_has_to_be_given_again()
    {
        using var data = new TemporaryFolder();
        data.Write("in.txt", "text");
        using var folder = new JournaledFolder("""
            from capsule import task, wait_for_signal
            @task
            async def main():
                await wait_for_signal("go")
                return open("data/in.txt").read()
            """);
        using (var process = folder.Start("run", "--durable", "--mount", $"{data.Path}::data", "main.py"))
        {
            await folder.WaitForAsync("waiting");
            await JournaledFolder.KillAsync(process);
        }

        var refused = await folder.RunAsync("resume", "--accept-changes");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"--mount {data.Path}::data", refused.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await folder.RunAsync("signal", "0", "go")).ExitCode);
        Assert.Equal("text\n", (await folder.RunAsync("resume", "--mount", $"{data.Path}::data")).Output);
    }

    [Fact]
    public async Task All_runs_of_a_folder_go_on_at_once()
    {
        using var folder = new JournaledFolder("""
            from capsule import task, wait_for_signal
            @task
            async def main(name):
                await wait_for_signal("go")
                return name
            """);
        foreach (var name in (string[])["a", "b"])
        {
            using var process = folder.Start("run", "--durable", "main.py", name, "--run-id", name);
            await Patience.UntilAsync(
                async () => (await folder.RunsAsync()).Any(
                    run => run.GetProperty("key").GetString() == name && run.GetProperty("status").GetString() == "waiting"),
                $"run {name} waits");

            await JournaledFolder.KillAsync(process);
            Assert.Equal(0, (await folder.RunAsync("signal", name, "go")).ExitCode);
        }

        var ambiguous = await folder.RunAsync("resume");
        Assert.Equal(2, ambiguous.ExitCode);
        Assert.Contains("2 runs can be resumed", ambiguous.Error, StringComparison.Ordinal);

        var resumed = await folder.RunAsync("resume", "--resume-all", "--json");
        Assert.Equal(["b", "a"], resumed.Json.EnumerateArray().Select(envelope => envelope.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task A_replay_shows_each_answer_and_changes_nothing()
    {
        using var folder = new JournaledFolder("""
            from capsule import task
            @task
            def step(n): return "answer " * n
            @task(allowed_files=[{"path": "out", "mode": "rw"}])
            def main(write):
                if write == "yes":
                    open("out/log.txt", "a").write("once\n")
                return len(step(50).unwrap())
            """);
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        Assert.Equal("350\n", (await folder.RunAsync("run", "--durable", "main.py", "no")).Output);

        var replay = await folder.RunAsync("replay", "0");
        Assert.Equal((0, "350\n"), (replay.ExitCode, replay.Output));
        Assert.Matches(@"(?m)^ +\d+  task\.run +[\d.]+ \w+ +\d+ B  \{""ok"".*…$", replay.Error);
        Assert.DoesNotContain("…", (await folder.RunAsync("replay", "0", "--verbose")).Error.Replace("● ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("position 1", (await folder.RunAsync("replay", "0", "--until", "1")).Error, StringComparison.Ordinal);

        Assert.Equal(0, (await folder.RunAsync("run", "--durable", "main.py", "yes")).ExitCode);
        var writing = (await folder.RunsAsync())[0].GetProperty("id").GetString()!;
        Assert.Contains("Read-only file system", (await folder.RunAsync("replay", writing)).Error, StringComparison.Ordinal);
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out", "log.txt"), TestContext.Current.CancellationToken));
    }

    private static async Task<(int, string, string)> Parts(Task<CliResult> result)
    {
        var ended = await result;
        return (ended.ExitCode, ended.Output, ended.Error);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
