using System.Globalization;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Page faults: most of what a sandbox costs beside the code that it runs.</summary>
internal sealed class PageFaults : IMeasurement
{
    private const int Tasks = 5000;

    public string Name => "faults";

    public string Description => "page faults of the process for each trivial task";

    public async Task RunAsync(TextWriter report)
    {
        await using var runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        await runtime.RunManyAsync(3000);
        for (var round = 1; round <= 3; round++)
        {
            var before = ProcessFacts.Faults();
            await runtime.RunManyAsync(Tasks);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {(ProcessFacts.Faults() - before) / (double)Tasks:0.00} a task"));
        }
    }
}
