using System.Globalization;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Private memory of sandboxes that are alive at the same time, each inside a task that sleeps.</summary>
internal sealed class LiveMemory : IMeasurement
{
    private const string Sleeper = "import time\ndef main():\n    print('.', flush=True)\n    time.sleep(600)\n";
    private static readonly int[] Counts = [1, 100, 1000];

    /// <summary>Threads that have nothing to do end after ten seconds.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    public string Name => "memory";

    public string Description => "private memory of live sandboxes, all that the process has beside";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Sleeper);
        await MeasureAsync(runtime, 8); // code and pools that are there from the first tasks on
        foreach (var count in Counts)
        {
            var (more, left) = await MeasureAsync(runtime, count);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count} sandboxes: {more / 1048576.0:0.0} MiB, {more / 1024.0 / count:0} KiB each; {left / 1048576.0:0.0} MiB of it left {Rest.TotalSeconds:0} s after their end"));
        }
    }

    private static async Task<(long More, long Left)> MeasureAsync(BenchmarkRuntime runtime, int count)
    {
        var before = ProcessFacts.SettledMemory();
        using var end = new CancellationTokenSource();
        var tasks = Enumerable.Range(0, count).Select(_ => runtime.RunAsync(cancellationToken: end.Token)).ToArray();
        var during = await StableAsync();
        await end.CancelAsync();
        await Task.WhenAll(tasks);
        await Task.Delay(Rest, TimeProvider.System);
        return (during - before, ProcessFacts.SettledMemory() - before);
    }

    /// <summary>Waits until all sandboxes have started, which memory that stays the same shows.</summary>
    private static async Task<long> StableAsync()
    {
        for (var last = 0L; ;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            var now = ProcessFacts.SettledMemory();
            if (Math.Abs(now - last) < 64 << 10)
            {
                return now;
            }

            last = now;
        }
    }
}
