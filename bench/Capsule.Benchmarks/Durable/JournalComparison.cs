using System.Diagnostics;
using Capsule.Benchmarks.Measurements;
using Capsule.Journal.Postgres;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Benchmarks.Durable;

/// <summary>Trivial runs on the journals that there are: SQLite in the current directory, and PostgreSQL where a variable says where one is.</summary>
internal sealed class JournalComparison : IMeasurement
{
    private const string Server = "CAPSULE_BENCH_POSTGRES";
    private const int Rounds = 7;
    private static readonly string[] Ways = ["SQLite, durable", "PostgreSQL, durable", "SQLite, journaled", "PostgreSQL, journaled"];
    private static readonly int[] Callers = [1, 16, 64];
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public string Name => "journals";

    public string Description => "trivial runs a second on SQLite and on PostgreSQL";

    public async Task RunAsync(TextWriter report)
    {
        if (Environment.GetEnvironmentVariable(Server) is not { } address)
        {
            await report.WriteLineAsync($"left out: set {Server} to the connection string of a PostgreSQL on the same disk");
            return;
        }

        await using var runtime = await BenchmarkRuntime.OpenAsync(BenchmarkRuntime.Trivial);
        await runtime.RunManyAsync(3000);
        var folder = Directory.CreateDirectory($"bench-journal-{Guid.NewGuid():n}");
        await using (var sqlite = SqliteJournal.Open(folder.FullName))
        await using (var postgres = await PostgresJournal.OpenAsync(address, new PostgresJournalOptions { Schema = $"bench_{Environment.ProcessId}" }))
        {
            foreach (var callers in Callers)
            {
                await report.WriteLineAsync($"{callers} callers");
                await Rates.CompareAsync(report, "runs", Ways, Rounds, way => MeasureAsync(
                    runtime, callers, way.StartsWith("SQLite", StringComparison.Ordinal) ? sqlite : postgres, way.EndsWith("durable", StringComparison.Ordinal)));
            }
        }

        folder.Delete(recursive: true);
    }

    private static async Task<double> MeasureAsync(BenchmarkRuntime runtime, int callers, IJournal journal, bool isDurable)
    {
        var journaling = new RunJournaling { Journal = journal, Program = "bench.py", IsDurable = isDurable };
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Length; count++)
            {
                await runtime.RunAsync(null, options => options with { Journaling = journaling });
            }

            return count;
        })));
        return await journal.FlushAsync() is { } failure
            ? throw new InvalidOperationException(failure.Message)
            : counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
