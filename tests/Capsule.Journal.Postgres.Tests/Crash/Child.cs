using System.Globalization;
using Capsule.Journal.Postgres.Tests.Runs;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Postgres.Tests.Crash;

/// <summary>What a process does that a test started.</summary>
internal static class Child
{
    internal static async Task<int> RunAsync(string[] job)
    {
        var options = new PostgresJournalOptions
        {
            Schema = job[1],
            LeaseDuration = TimeSpan.FromSeconds(double.Parse(job[2], CultureInfo.InvariantCulture)),
            RenewalInterval = TimeSpan.FromSeconds(0.5),
        };
        await using var journal = await PostgresJournal.OpenAsync(job[0], options);
        switch (job[3..])
        {
            case ["append", var run, var appenders]:
                await AppendForEverAsync(journal, run, int.Parse(appenders, CultureInfo.InvariantCulture));
                return 0;
            case ["write", var key, var count]:
                await WriteAsync(journal, key, int.Parse(count, CultureInfo.InvariantCulture));
                return 0;
            case ["hold", var run]:
                await HoldAsync(journal, run);
                return 0;
            case ["run", var key]:
                await WorkflowProcess.RunAsync(journal, key);
                return 0;
            default:
                return 2;
        }
    }

    private static async Task AppendForEverAsync(PostgresJournal journal, string name, int appenders)
    {
        await using var owner = await AcquireAsync(journal, name);
        await Appending.AppendForEverAsync(journal, owner, appenders);
    }

    /// <summary>Appends some entries to a run of its own, and sends signals to a shared one.</summary>
    private static async Task WriteAsync(PostgresJournal journal, string key, int count)
    {
        var creation = await journal.CreateRunAsync(Samples.Start("shared")).Value();
        if (creation.Lease is { } lease)
        {
            await lease.DisposeAsync();
        }

        var own = await journal.StartAsync(key);
        for (var i = 0; i < count; i++)
        {
            await journal.MustWriteAsync(
                Samples.Append(own, i, $"{key}/{i}"), new JournalWrite.SendSignal(creation.Run.Id, key, "null", Samples.Noon));
        }
    }

    /// <summary>Takes a run, and at each line of its input makes every kind of write, and prints what came of them.</summary>
    private static async Task HoldAsync(PostgresJournal journal, string name)
    {
        await using var lease = await AcquireAsync(journal, name);
        Console.WriteLine("owner");
        for (var position = 0L; await Console.In.ReadLineAsync() is not null; position++)
        {
            JournalWrite.ByOwner[] writes =
            [
                Samples.Append(lease.Run, position, "of the child"), Samples.Log(lease.Run, "of the child"),
                new JournalWrite.RecordTask(Samples.Task(lease.Run, default)),
                new JournalWrite.ChangeRun(lease.Run, RunState.Waiting(null, "of the child"), Samples.Noon),
            ];
            var failures = new List<string>();
            foreach (var write in writes)
            {
                failures.Add((await lease.WriteAsync(write, Durability.Durable))?.Type.ToString() ?? "written");
            }

            Console.WriteLine($"{string.Join(' ', failures)} {(lease.Lost.IsCancellationRequested ? "lost" : "held")}");
        }
    }

    /// <summary>A process that was killed has the lease until it ends.</summary>
    private static async Task<IRunLease> AcquireAsync(PostgresJournal journal, string name)
    {
        var run = RunId.TryParse(name, out var id) ? id : throw new ArgumentException($"'{name}' is no run", nameof(name));
        while (true)
        {
            var outcome = await journal.AcquireAsync(run);
            if (outcome.TryGet(out var lease, out _))
            {
                return lease;
            }

            await Task.Delay(50);
        }
    }
}
