using System.Diagnostics;
using System.Globalization;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Measurements;

/// <summary>Preparing a machine: what happens once for each user and version.</summary>
internal sealed class Preparation : IMeasurement
{
    public string Name => "preparation";

    public string Description => "preparing a machine with an empty cache, seconds";

    public async Task RunAsync(TextWriter report)
    {
        for (var round = 1; round <= 3; round++)
        {
            var cache = Directory.CreateTempSubdirectory("capsule-bench-").FullName;
            try
            {
                var steps = new Steps();
                await using (await BenchmarkRuntime.OpenAsync(
                    BenchmarkRuntime.Trivial, new CapsuleOptions { CacheDirectory = cache, PreparationObserver = steps }))
                {
                    await report.WriteLineAsync($"round {round}: {steps}");
                }
            }
            finally
            {
                Directory.Delete(cache, recursive: true);
            }
        }
    }

    private sealed class Steps : IPreparationObserver
    {
        private readonly List<(string Name, long Time)> starts = [];

        public void OnStep(PreparationStep step) => starts.Add((step.ToString(), Stopwatch.GetTimestamp()));

        public void OnDone() => starts.Add(("Done", Stopwatch.GetTimestamp()));

        public override string ToString() => string.Join(", ", starts.Zip(starts.Skip(1), (step, next) =>
            string.Create(CultureInfo.InvariantCulture, $"{step.Name} {Stopwatch.GetElapsedTime(step.Time, next.Time).TotalSeconds:0.00}")));
    }
}
