using System.Diagnostics;
using System.Globalization;
using Capsule.Benchmarks.Measurements;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Durable;

/// <summary>How long a run that was interrupted after many calls takes to be where it was; and its replay once it has ended.</summary>
internal sealed class ResumeTime : IMeasurement
{
    private const int Rounds = 5;
    private const int Count = 10_000;

    private static readonly string Source = string.Create(CultureInfo.InvariantCulture, $$"""
        from capsule import tools

        def main():
            for n in range({{Count}}):
                tools.echo(n)
            return tools.arrived()
        """);

    public string Name => "resume";

    public string Description => $"resuming a run with {Count} recorded calls, milliseconds";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(Source);
        var (resumes, replays, size) = (new List<double>(), new List<double>(), 0L);
        for (var round = 0; round < Rounds; round++)
        {
            await using var journal = BenchmarkJournal.Create();
            await MeasureAsync(runtime, journal, resumes, replays);
            size = journal.Size();
        }

        await report.WriteLineAsync($"until the task goes on: {new Percentiles(resumes)}");
        await report.WriteLineAsync($"replay of the whole run: {new Percentiles(replays)}");
        await report.WriteLineAsync($"journal on the disk: {size / Count} bytes a call");
    }

    private static async Task MeasureAsync(BenchmarkRuntime runtime, BenchmarkJournal journal, List<double> resumes, List<double> replays)
    {
        using var interruption = new CancellationTokenSource();
        var (arrivals, start, echoes) = (0, 0L, 0);
        var tools = new ToolCollection();
        tools.Add("echo", (int n) =>
        {
            echoes++;
            return n;
        });
        tools.Add("arrived", async (CancellationToken ended) =>
        {
            if (arrivals++ == 0)
            {
                await interruption.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
            }

            resumes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return true;
        });
        await runtime.RunAsync(
            null, options => journal.Keep(options, BenchmarkJournal.Ways[2]) with { Tools = tools }, interruption.Token);
        var run = await journal.LastAsync();
        start = Stopwatch.GetTimestamp();
        await runtime.ContinueAsync(run, isReplay: false, options => journal.Keep(options, BenchmarkJournal.Ways[2]) with { Tools = tools });
        run = await journal.LastAsync();
        start = Stopwatch.GetTimestamp();
        await runtime.ContinueAsync(run, isReplay: true, options => journal.Keep(options, BenchmarkJournal.Ways[2]) with { Tools = tools });
        replays.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        if ((arrivals, echoes) is not (2, Count))
        {
            throw new InvalidOperationException($"the calls were made {echoes} times, and the end was reached {arrivals} times");
        }
    }
}
