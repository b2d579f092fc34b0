using System.Globalization;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Private memory of sandboxes that are alive at the same time, each inside a task that sleeps.</summary>
internal sealed class LiveMemory : IMeasurement
{
    private const string Sleeper = "import time\ndef main():\n    print('.', flush=True)\n    time.sleep(600)\n";
    private static readonly int[] Counts = [1, 100, 1000];

    public string Name => "memory";

    public string Description => "private memory of live sandboxes, all that the process has beside";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Sleeper);
        foreach (var count in Counts)
        {
            var before = Settle();
            using var end = new CancellationTokenSource();
            var tasks = Enumerable.Range(0, count).Select(_ => runtime.RunAsync(cancellation: end.Token)).ToArray();
            var during = await StableAsync();
            await end.CancelAsync();
            await Task.WhenAll(tasks);
            var after = Settle();
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count} sandboxes: {(during - before) / 1048576.0:0.0} MiB more, {(during - before) / 1024.0 / count:0} KiB each; after their end {(after - before) / 1048576.0:0.0} MiB more than before"));
        }
    }

    private static long Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return ProcessFacts.PrivateMemory();
    }

    /// <summary>Waits until all sandboxes have started, which memory that stays the same shows.</summary>
    private static async Task<long> StableAsync()
    {
        for (var last = 0L; ;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            var now = Settle();
            if (Math.Abs(now - last) < 64 << 10)
            {
                return now;
            }

            last = now;
        }
    }
}
