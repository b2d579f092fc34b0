using System.Diagnostics;
using System.Globalization;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Trivial tasks, as many as some callers get done.</summary>
internal sealed class Throughput : IMeasurement
{
    private const int Rounds = 5;
    private static readonly int[] Callers = [1, 2, 4];
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    public string Name => "throughput";

    public string Description => "trivial tasks a second, by number of callers";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        await runtime.RunManyAsync(3000);
        var rates = Callers.ToDictionary(callers => callers, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var callers in Callers)
            {
                rates[callers].Add(await MeasureAsync(runtime, callers));
            }
        }

        foreach (var (callers, rate) in rates)
        {
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{callers} callers: median {new Percentiles(rate).Median:0}/s, best {rate.Max():0}/s, worst {rate.Min():0}/s (n={rate.Count})"));
        }
    }

    private static async Task<double> MeasureAsync(BenchmarkRuntime runtime, int callers)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Length; count++)
            {
                await runtime.RunAsync();
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
