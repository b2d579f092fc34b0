using System.Diagnostics;
using System.Globalization;
using Capsule.Benchmarks.Measurements;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Durable;

/// <summary>Calls of a host function that does nothing: what is left is the way there, the journal, and the way back.</summary>
internal sealed class HostCalls : IMeasurement
{
    private const int Rounds = 5;
    private const int Count = 5000;

    private static readonly string Source = string.Create(CultureInfo.InvariantCulture, $$"""
        import asyncio
        from capsule import task, tools

        @task
        def one_after_the_other():
            for n in range({{Count}}):
                tools.echo(n)

        @task
        async def eight_at_once():
            async def some():
                for n in range({{Count}} // 8):
                    await tools.echo.call_async(n)
            await asyncio.gather(*(some() for _ in range(8)))
        """);

    public string Name => "hostcalls";

    public string Description => "calls of a host function a second in one run";

    public async Task RunAsync(TextWriter report)
    {
        var tools = new ToolCollection();
        tools.Add("echo", (int n) => n);
        await using var runtime = await BenchmarkRuntime.OpenAsync(Source);
        foreach (var task in (string[])["one_after_the_other", "eight_at_once"])
        {
            await report.WriteLineAsync(task.Replace('_', ' '));
            await Rates.CompareAsync(report, "calls", BenchmarkJournal.Ways, Rounds, async way =>
            {
                await using var journal = BenchmarkJournal.Create();
                var start = Stopwatch.GetTimestamp();
                await runtime.RunAsync(task, options => journal.Keep(options, way) with { Tools = tools });
                return Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
        }
    }
}
