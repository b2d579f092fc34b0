using System.Globalization;
using Capsule.Benchmarks.Metering;
using Capsule.Runtime;
using Capsule.Runtime.Programs;

namespace Capsule.Benchmarks.Measurements;

/// <summary>CPU-bound code in the metered guest, against the same guest with its checks taken out.</summary>
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

    private const string ScriptSource = """
        import { task } from "@capsule-run/sdk";
        import { createHash } from "node:crypto";

        export const loops = task({ name: "loops" }, () => {
          let total = 0;
          for (let i = 0; i < 3_000_000; i++) total += i & 7;
          return total;
        });
        export const calls = task({ name: "calls" }, () => {
          const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
          return fib(26);
        });
        export const strings = task({ name: "strings" }, () => {
          let length = 0;
          for (let i = 0; i < 120; i++) length += Array.from({ length: 2000 }, (_, n) => String(n)).join(",").split(",").length;
          return length;
        });
        export const json_text = task({ name: "json_text" }, () => {
          const data = { rows: Array.from({ length: 500 }, (_, i) => ({ id: i, name: `row ${i}`, tags: ["a", "b"] })) };
          let rows = 0;
          for (let i = 0; i < 40; i++) rows += JSON.parse(JSON.stringify(data)).rows.length;
          return rows;
        });
        export const regexes = task({ name: "regexes" }, () => {
          const text = "the quick brown fox jumps over the lazy dog 12345 ".repeat(2000);
          let found = 0;
          for (let i = 0; i < 6; i++) found += text.match(/\b[a-z]+o[a-z]*\b|\d+/g).length;
          return found;
        });
        export const sorting = task({ name: "sorting" }, () => {
          let seed = 7;
          const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
          return Array.from({ length: 60_000 }, next).sort((a, b) => a - b)[0];
        });
        export const hashing = task({ name: "hashing" }, () => createHash("sha256").update("x".repeat(300_000)).digest("hex"));
        export const classes = task({ name: "classes" }, () => {
          class Point {
            constructor(x, y) { this.x = x; this.y = y; }
            plus(other) { return new Point(this.x + other.x, this.y + other.y); }
          }
          let p = new Point(0, 0);
          for (let i = 0; i < 150_000; i++) p = p.plus(new Point(i, 1));
          return p.x;
        });
        """;

    private static readonly string[] Tasks = ["loops", "calls", "strings", "json_text", "regexes", "sorting", "hashing", "classes"];

    public string Name => "metering";

    public string Description => "time with metering over time without, same guest, alternating";

    public async Task RunAsync(TextWriter report)
    {
        await MeasureAsync(GuestLanguage.Python, ProgramSource.FromText(Source), report);
        await MeasureAsync(GuestLanguage.JavaScript, ProgramSource.FromText(ScriptSource, "program.js"), report);
    }

    private static async Task MeasureAsync(GuestLanguage language, ProgramSource source, TextWriter report)
    {
        using var unmetered = UnmeteredGuest.Create(language);
        await using var with = await BenchmarkRuntime.OpenAsync(source);
        await using var without = await BenchmarkRuntime.OpenAsync(
            source, new CapsuleOptions { GuestDirectory = unmetered.Path, PreparedLanguages = [language] });
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
                $"{language} {task,-10} {ratio:0.00} x (metered {metered.Min():0.0} ms at best, without {bare.Min():0.0} ms: {metered.Min() / bare.Min():0.00} x)"));
        }

        await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{language}: geometric mean of the medians: {Math.Pow(product, 1.0 / Tasks.Length):0.00} x"));
    }
}
