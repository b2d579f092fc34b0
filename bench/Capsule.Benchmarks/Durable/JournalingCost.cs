using System.Diagnostics;
using Capsule.Benchmarks.Measurements;

namespace Capsule.Benchmarks.Durable;

/// <summary>What a journal costs runs that do nothing else: the worst case for it.</summary>
internal sealed class JournalingCost : IMeasurement
{
    private const int Rounds = 9;
    private static readonly int[] Callers = [1, 2, 16];
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public string Name => "journaling";

    public string Description => "trivial runs a second, without a journal, with one, and durable";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        await runtime.RunManyAsync(3000);
        foreach (var callers in Callers)
        {
            await report.WriteLineAsync($"{callers} callers");
            await Rates.CompareAsync(report, "runs", BenchmarkJournal.Ways, Rounds, way => MeasureAsync(runtime, callers, way));
        }
    }

    private static async Task<double> MeasureAsync(BenchmarkRuntime runtime, int callers, string way)
    {
        await using var journal = BenchmarkJournal.Create();
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Length; count++)
            {
                await runtime.RunAsync(null, options => journal.Keep(options, way));
            }

            return count;
        })));
        await journal.FlushAsync();
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
