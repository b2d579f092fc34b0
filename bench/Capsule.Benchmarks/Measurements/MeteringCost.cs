using System.Globalization;
using Capsule.Benchmarks.Metering;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Measurements;

/// <summary>CPU-bound Python in the metered guest, against the same guest with its checks taken out.</summary>
internal sealed class MeteringCost : IMeasurement
{
    private const int Rounds = 9;

    private const string Source = """
        from capsule import task

        @task
        def loops():
            total = 0
            for i in range(1_500_000):
                total += i & 7
            return total

        @task
        def calls():
            def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
            return fib(24)

        @task
        def strings():
            return sum(len(",".join(str(i) for i in range(2000)).split(",")) for _ in range(120))

        @task
        def json_text():
            import json
            data = {"rows": [{"id": i, "name": f"row {i}", "tags": ["a", "b"]} for i in range(500)]}
            return sum(len(json.loads(json.dumps(data))["rows"]) for _ in range(40))

        @task
        def regexes():
            import re
            text = "the quick brown fox jumps over the lazy dog 12345 " * 2000
            return sum(len(re.findall(r"\b[a-z]+o[a-z]*\b|\d+", text)) for _ in range(6))

        @task
        def sorting():
            import random
            r = random.Random(7)
            return sum(sorted(r.random() for _ in range(60_000))[:3])

        @task
        def hashing():
            import hashlib
            return [hashlib.sha256(b"x" * 4_000_000).hexdigest() for _ in range(4)][0]

        @task
        def classes():
            class Point:
                def __init__(self, x, y): self.x, self.y = x, y
                def plus(self, other): return Point(self.x + other.x, self.y + other.y)
            p = Point(0, 0)
            for i in range(150_000): p = p.plus(Point(i, 1))
            return p.x
        """;

    private static readonly string[] Tasks = ["loops", "calls", "strings", "json_text", "regexes", "sorting", "hashing", "classes"];

    public string Name => "metering";

    public string Description => "CPU time with metering over CPU time without, same guest, alternating";

    public async Task RunAsync(TextWriter report)
    {
        using var unmetered = UnmeteredGuest.Create();
        await using var with = await BenchmarkRuntime.OpenAsync(Source);
        await using var without = await BenchmarkRuntime.OpenAsync(Source, new CapsuleOptions { GuestDirectory = unmetered.Path });
        var product = 1.0;
        foreach (var task in Tasks)
        {
            var (metered, bare) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                metered.Add((await with.RunAsync(task)).Execution.DurationMs);
                bare.Add((await without.RunAsync(task)).Execution.DurationMs);
            }

            var ratio = new Percentiles(metered.Zip(bare, (a, b) => a / b)).Median;
            product *= ratio;
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{task,-10} {ratio:0.00} x (metered {metered.Min():0.0} ms at best, without {bare.Min():0.0} ms: {metered.Min() / bare.Min():0.00} x)"));
        }

        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"geometric mean of the medians: {Math.Pow(product, 1.0 / Tasks.Length):0.00} x"));
    }
}
