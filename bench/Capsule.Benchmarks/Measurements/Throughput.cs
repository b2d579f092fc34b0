using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Capsule.Benchmarks.Durable;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Trivial tasks, as many as some callers get done: runs of their own, or subtasks of one run.</summary>
internal sealed class Throughput : IMeasurement
{
    private const int Rounds = 5;
    private const int Subtasks = 2000;
    private static readonly int[] Callers = [1, 2, 4, 8, 16, 64, 256, 1000];
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    private static readonly string Source = string.Create(CultureInfo.InvariantCulture, $$"""
        from capsule import task

        @task
        def main():
            return 'Hello'

        @task
        def child(n):
            return n

        @task
        async def map(concurrency):
            results = await child.map(range({{Subtasks}}), concurrency=concurrency)
            assert sum(result.unwrap() for result in results) == sum(range({{Subtasks}}))
        """);

    public string Name => "throughput";

    public string Description => "trivial tasks a second, by number of callers";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Source);
        await runtime.RunManyAsync(3000);
        await report.WriteLineAsync("runs, by callers");
        await CompareAsync(report, "runs", callers => RunsAsync(runtime, callers));
        await report.WriteLineAsync("subtasks of one run, by how many are called at once");
        await CompareAsync(report, "subtasks", callers => SubtasksAsync(runtime, callers));
    }

    private static Task CompareAsync(TextWriter report, string unit, Func<int, Task<double>> measure) => Rates.CompareAsync(
        report, unit, [.. Callers.Select(callers => callers.ToString(CultureInfo.InvariantCulture))], Rounds,
        way => measure(int.Parse(way, CultureInfo.InvariantCulture)));

    private static async Task<double> RunsAsync(BenchmarkRuntime runtime, int callers)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Length; count++)
            {
                await runtime.RunAsync("main");
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> SubtasksAsync(BenchmarkRuntime runtime, int callers)
    {
        var start = Stopwatch.GetTimestamp();
        await runtime.RunAsync(new TaskCall { Task = "map", Args = [JsonElement.Parse(callers.ToString(CultureInfo.InvariantCulture))] });
        return Subtasks / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
