using System.Diagnostics;
using System.Globalization;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Measurements;

/// <summary>What calls of a session, forks and saving cost by how much the session holds.</summary>
internal sealed class SessionSizes : IMeasurement
{
    private const int Cells = 40;
    private const int Forks = 5;
    private const int Saves = 3;

    /// <summary>Puts new objects in the place of some, which lie anywhere.</summary>
    private const string Scatter = "for i in random.sample(range(len(data)), min(200, len(data))): data[i] = random.randbytes(1_000)";

    private static readonly int[] Sizes = [0, 10, 100, 500];

    private static readonly SessionOptions Options = new()
    {
        Policy = new TaskPolicy
        {
            Compute = new Compute(1L << 50),
            Timeout = TimeSpan.FromMinutes(10),
            Ram = new ByteSize(2_000_000_000),
        },
    };

    public string Name => "sessions";

    public string Description => "a cell, a fork's first cell, saving and loading, by what the session holds";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await CapsuleRuntime.CreateAsync(new CapsuleOptions());
        double? small = null;
        foreach (var size in Sizes)
        {
            await using var session = await runtime.CreateSessionAsync(Options);
            var filled = await TimeAsync(() => RunAsync(session, Fill(size)));
            var first = await TimeAsync(() => RunAsync(session, "1+1"));
            var cell = (await TimesAsync(Cells, () => RunAsync(session, "1+1"))).Median;
            var fork = (await TimesAsync(Forks, () => ForkAsync(session))).Median;
            var scattered = (await TimesAsync(Cells, () => RunAsync(session, Scatter))).Median;
            var all = (await TimesAsync(Forks, () => RunAsync(session, "sum(len(b) for b in data)"))).Median;
            var after = (await TimesAsync(Cells, () => RunAsync(session, "1+1"))).Median;
            var scatteredFork = (await TimesAsync(Forks, () => ForkAsync(session))).Median;
            byte[] saved = [];
            var save = (await TimesAsync(Saves, async () => saved = await session.SaveAsync())).Median;
            var load = (await TimesAsync(Saves, () => LoadAsync(runtime, saved))).Median;
            small ??= cell;
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{size,3} MB: fill {filled,8:0.0} ms, then 1+1 {first,7:0.00}; 1+1 {cell,7:0.00} ms ({cell / small:0.00} x), "
                + $"fork's first cell {fork,6:0.0}; change 200 objects {scattered,7:0.00}, look at all {all,7:0.0}, then 1+1 {after,7:0.00}, fork's first cell {scatteredFork,6:0.0}; save {save,8:0.0} ({size / save * 1000:0} MB/s, {saved.Length >> 20} MiB), "
                + $"load and first cell {load,8:0.0}; {ProcessFacts.SettledMemory() >> 20} MiB private"));
        }
    }

    /// <summary>Objects of 2 KB, half of which can be compressed: a heap that is neither all text nor all noise.</summary>
    private static string Fill(int megabytes) => $"""
        import random
        data = [random.randbytes(1_000) + b'capsule ' * 125 for _ in range({megabytes} * 500)]
        """;

    private static async Task ForkAsync(CapsuleSession session)
    {
        await using var fork = await session.ForkAsync();
        await RunAsync(fork, "1+1");
    }

    private static async Task LoadAsync(CapsuleRuntime runtime, byte[] saved)
    {
        await using var session = runtime.LoadSession(saved, Options);
        await RunAsync(session, "1+1");
    }

    private static async Task RunAsync(CapsuleSession session, string source)
    {
        var result = await session.RunAsync(source);
        if (!result.Success)
        {
            throw new InvalidOperationException(result.Failure?.Message);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<Percentiles> TimesAsync(int count, Func<Task> action)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            times[i] = await TimeAsync(action);
        }

        return new Percentiles(times);
    }
}
