using System.Globalization;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>
/// Kills the process of a run wherever that can die, and has another one go on: the result is the same, and each task's effect
/// on the world is there once, or twice where the process died between the effect and the record of the task's end.
/// </summary>
public sealed class CrashTests
{
    private const int Steps = 3;

    /// <summary>Set to 200 for the whole of it, which takes some minutes; each round is two processes.</summary>
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("CAPSULE_TEST_CRASH_ROUNDS") ?? "12", CultureInfo.InvariantCulture);

    private const string Workflow = """
        from capsule import task, sleep
        import random

        @task(allowed_files=[{"path": "out", "mode": "rw"}], max_retries=1)
        def count(n):
            with open(f"out/{n}.txt", "a") as file:
                file.write("x")
            return n * 10

        @task(name="main", compute="HIGH")
        async def main():
            drawn = random.random()
            first = count(0).unwrap()
            await sleep("10ms")
            rest = await count.map([1, 2], concurrency=2)
            return [first] + [r.unwrap() for r in rest] + [0 <= drawn < 1]
        """;

    [Fact]
    public async Task A_run_that_is_killed_at_any_write_to_its_journal_ends_the_same()
    {
        var survived = 0;
        for (var write = 1; survived < 2; write++)
        {
            var at = write;
            await Task.WhenAll(new[] { "before", "after" }.Select(async side =>
            {
                using var folder = Make();
                var killed = await CliProcess.RunFaultyAsync($"{side}:{at}", folder.Path, "run", "--durable", "main.py");
                Assert.True(killed.ExitCode is 0 or 137, killed.Error);
                Interlocked.Add(ref survived, killed.ExitCode == 0 ? 1 : 0);
                await EndsRightAsync(folder, $"{side}:{at}");
            }));
        }
    }

    [Fact]
    public async Task A_run_that_is_killed_at_a_random_moment_ends_the_same()
    {
        var random = new Random(7);
        var moments = Enumerable.Range(0, Rounds).Select(_ => random.Next(50, 700)).ToArray();
        await Parallel.ForEachAsync(
            moments,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
            async (moment, cancellationToken) =>
            {
                using var folder = Make();
                using (var process = folder.Start("run", "--durable", "main.py"))
                {
                    await Task.Delay(moment, cancellationToken);
                    await JournaledFolder.KillAsync(process);
                }

                await EndsRightAsync(folder, $"{moment} ms");
            });
    }

    private static JournaledFolder Make()
    {
        var folder = new JournaledFolder(Workflow);
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        return folder;
    }

    private static async Task EndsRightAsync(JournaledFolder folder, string where)
    {
        // A process that died before its run was in the journal has done nothing; the run is started again.
        var resumed = await folder.RunsAsync() is [] ? await folder.RunAsync("run", "--durable", "main.py") : await folder.RunAsync("resume", "0");
        Assert.True(resumed is { ExitCode: 0, Output: "[0,10,20,true]\n" }, $"{where}: {resumed.Output}{resumed.Error}");
        Assert.Equal("succeeded", (await folder.OnlyRunAsync()).GetProperty("status").GetString());
        var effects = Enumerable.Range(0, Steps).Select(n => File.ReadAllText(Path.Combine(folder.Path, "out", $"{n}.txt")).Length).ToArray();
        Assert.All(effects, count => Assert.InRange(count, 1, 2));

        // At one moment, at most two tasks are under way.
        Assert.InRange(effects.Sum(), Steps, Steps + 2);
    }
}
