using System.Diagnostics;
using System.Globalization;
using Capsule.Benchmarks.Measurements;

namespace Capsule.Benchmarks.Durable;

/// <summary>Trivial subtasks of one run.</summary>
internal sealed class Subtasks : IMeasurement
{
    private const int Rounds = 5;
    private const int Count = 2000;

    private static readonly string Source = string.Create(CultureInfo.InvariantCulture, $$"""
        from capsule import task

        @task
        def child(n):
            return n

        @task
        def one_after_the_other():
            for n in range({{Count}}):
                assert child(n).unwrap() == n

        @task
        async def eight_at_once():
            results = await child.map(range({{Count}}), concurrency=8)
            assert sum(result.unwrap() for result in results) == sum(range({{Count}}))
        """);

    public string Name => "subtasks";

    public string Description => "trivial subtasks a second in one run";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Source);
        foreach (var task in (string[])["one_after_the_other", "eight_at_once"])
        {
            await runtime.RunAsync(task);
            await report.WriteLineAsync(task.Replace('_', ' '));
            await Rates.CompareAsync(report, "subtasks", BenchmarkJournal.Ways, Rounds, async way =>
            {
                await using var journal = BenchmarkJournal.Create();
                var start = Stopwatch.GetTimestamp();
                await runtime.RunAsync(task, options => journal.Keep(options, way));
                return Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
        }
    }
}
