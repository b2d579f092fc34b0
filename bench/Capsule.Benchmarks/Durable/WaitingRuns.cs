using System.Globalization;
using Capsule.Benchmarks.Measurements;

namespace Capsule.Benchmarks.Durable;

/// <summary>Memory of runs that wait for a signal: they have no sandbox meanwhile.</summary>
internal sealed class WaitingRuns : IMeasurement
{
    private const string Source = "from capsule import wait_for_signal\nasync def main():\n    await wait_for_signal('go', timeout='1d')\n";
    private static readonly int[] Counts = [100, 1000];

    public string Name => "waiting";

    public string Description => "private memory of durable runs that wait for a signal";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Source);
        await MeasureAsync(runtime, 8); // code and pools that are there from the first runs on
        foreach (var count in Counts)
        {
            var added = await MeasureAsync(runtime, count);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count} runs: {added / 1048576.0:0.0} MiB, {added / 1024.0 / count:0} KiB each"));
        }
    }

    private static async Task<long> MeasureAsync(BenchmarkRuntime runtime, int count)
    {
        await using var journal = BenchmarkJournal.Create();
        var before = ProcessFacts.SettledMemory();
        using var end = new CancellationTokenSource();
        var runs = Enumerable.Range(0, count)
            .Select(_ => runtime.RunAsync(null, options => journal.Keep(options, BenchmarkJournal.Ways[2]), end.Token)).ToArray();
        await journal.WaitingAsync(count);
        await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System); // threads that have nothing to do end after ten
        var during = ProcessFacts.SettledMemory();
        await end.CancelAsync();
        await Task.WhenAll(runs);
        return during - before;
    }
}
