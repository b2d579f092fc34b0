using System.Diagnostics;
using System.Globalization;
using Capsule.Runtime.Programs;

namespace Capsule.Benchmarks.Measurements;

/// <summary>The languages side by side: rounds of each alternate, so that their ratios hold on a machine that does other things too.</summary>
internal sealed class Languages : IMeasurement
{
    private const int Rounds = 9;
    private const int Tasks = 2000;
    private const int Callers = 2;
    private const int Idle = 100;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    /// <summary>Threads that have nothing to do end after ten seconds.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private static readonly (string Name, string File, string Trivial, string Sleeper)[] All =
    [
        ("python", "program.py", BenchmarkRuntime.Trivial, "import time\ndef main():\n    time.sleep(600)\n"),
        ("javascript", "program.js", BenchmarkRuntime.TrivialScript,
            "export const main = () => new Promise((resolve) => setTimeout(resolve, 600_000));\n"),
        ("typescript", "program.ts", "export const main = (): string => 'Hello';\n",
            "export const main = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 600_000));\n"),
    ];

    public string Name => "languages";

    public string Description => "start, throughput and memory of JavaScript and TypeScript against Python's";

    public async Task RunAsync(TextWriter report)
    {
        var (medians, rates) = (new List<double>[All.Length], new List<double>[All.Length]);
        var runtimes = new List<BenchmarkRuntime>();
        foreach (var (index, language) in All.Index())
        {
            (medians[index], rates[index]) = ([], []);
            runtimes.Add(await BenchmarkRuntime.OpenAsync(ProgramSource.FromText(language.Trivial, language.File)));
            await runtimes[index].RunManyAsync(3000);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < All.Length; index++)
            {
                medians[index].Add(await StartAsync(runtimes[index]));
                rates[index].Add(await RateAsync(runtimes[index]));
            }
        }

        for (var index = 0; index < All.Length; index++)
        {
            var start = medians[index].Zip(medians[0], (own, python) => own / python);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{All[index].Name,-10} start p50: median {new Percentiles(medians[index]).Median:0.000} ms, best {medians[index].Min():0.000} ms, "
                + $"{new Percentiles(start).Median:0.00} x Python's; {Callers} callers: median {new Percentiles(rates[index]).Median:0} tasks/s, best {rates[index].Max():0}"));
            await runtimes[index].DisposeAsync();
        }

        foreach (var language in All)
        {
            await using var runtime = await BenchmarkRuntime.OpenAsync(ProgramSource.FromText(language.Sleeper, language.File));
            _ = await MemoryAsync(runtime, 8);
            var each = await MemoryAsync(runtime, Idle);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{language.Name,-10} {each / 1024.0:0} KiB of private memory for each of {Idle} sandboxes that wait"));
        }
    }

    /// <summary>The median time of a task, in milliseconds.</summary>
    private static async Task<double> StartAsync(BenchmarkRuntime runtime)
    {
        var times = new double[Tasks];
        for (var i = 0; i < Tasks; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await runtime.RunAsync();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return new Percentiles(times).Median;
    }

    /// <summary>Tasks a second, of all callers.</summary>
    private static async Task<double> RateAsync(BenchmarkRuntime runtime)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
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

    /// <summary>Private memory for each of some sandboxes that wait.</summary>
    private static async Task<double> MemoryAsync(BenchmarkRuntime runtime, int count)
    {
        await Task.Delay(Rest, TimeProvider.System);
        var before = ProcessFacts.SettledMemory();
        using var end = new CancellationTokenSource();
        var tasks = Enumerable.Range(0, count).Select(_ => runtime.RunAsync(cancellationToken: end.Token)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var during = ProcessFacts.SettledMemory();
        await end.CancelAsync();
        await Task.WhenAll(tasks);
        return (during - before) / (double)count;
    }
}
