using System.Diagnostics;

namespace Capsule.Benchmarks.Measurements;

/// <summary>From asking for a task to its result: a new sandbox, Python code, and the sandbox's end.</summary>
internal sealed class ColdStart : IMeasurement
{
    private const int Rounds = 5;
    private const int Tasks = 2000;

    public string Name => "coldstart";

    public string Description => "new sandbox to Python result in a warm process, milliseconds";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        await runtime.RunManyAsync(3000);
        for (var round = 1; round <= Rounds; round++)
        {
            var times = new double[Tasks];
            for (var i = 0; i < Tasks; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await runtime.RunAsync();
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            await report.WriteLineAsync($"round {round}: {new Percentiles(times)}");
        }
    }
}
