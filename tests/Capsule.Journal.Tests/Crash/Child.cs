using System.Globalization;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Tests.Journaling;

namespace Capsule.Journal.Tests.Crash;

/// <summary>What a process does that a test started.</summary>
internal static class Child
{
    internal static async Task<int> RunAsync(string[] job)
    {
        switch (job)
        {
            case ["append", var folder, var run, var appenders]:
                await AppendForEverAsync(folder, run, int.Parse(appenders, CultureInfo.InvariantCulture));
                return 0;
            case ["write", var folder, var task, var count]:
                await WriteAsync(folder, task, int.Parse(count, CultureInfo.InvariantCulture));
                return 0;
            case ["own", var folder, var run]:
                return await AcquireAsync(folder, run);
            case ["fault", var folder, var run, var fault]:
                await FaultAsync(folder, run, fault);
                return 0;
            default:
                return 2;
        }
    }

    private static async Task AppendForEverAsync(string folder, string name, int appenders)
    {
        await using var journal = SqliteJournal.TryOpen(folder).Value();
        await using var owner = await journal.AcquireAsync(Run(name)).Value();
        await Appending.AppendForEverAsync(journal, owner, appenders);
    }

    /// <summary>Appends some entries to a run of its own, and sends signals to a shared one.</summary>
    private static async Task WriteAsync(string folder, string key, int count)
    {
        await using var journal = SqliteJournal.TryOpen(folder).Value();
        var shared = (await journal.CreateRunAsync(Samples.Start("shared")).Value()).Run.Id;
        var own = await journal.StartAsync(key);
        for (var i = 0; i < count; i++)
        {
            await journal.MustWriteAsync(Samples.Append(own, i, $"{key}/{i}"), new JournalWrite.SendSignal(shared, key, "null", Samples.Noon));
        }
    }

    /// <summary>Says whether it got a run, and keeps it until its input ends.</summary>
    private static async Task<int> AcquireAsync(string folder, string name)
    {
        await using var journal = SqliteJournal.TryOpen(folder).Value();
        var outcome = await journal.AcquireAsync(Run(name));
        await using var owner = outcome.Value;
        Console.WriteLine(owner is null ? "refused" : "owner");
        await Console.In.ReadToEndAsync();
        return owner is null ? 1 : 0;
    }

    /// <summary>Appends ten entries, and dies at a fault point.</summary>
    private static async Task FaultAsync(string folder, string name, string fault)
    {
        await using var journal = new FaultyJournal(SqliteJournal.TryOpen(folder).Value(), FaultPoint.Parse(fault)!);
        await journal.MustWriteAsync(Enumerable.Range(0, 10).Select(i => Samples.Append(Run(name), i, $"{i}")));
    }

    private static RunId Run(string name) =>
        RunId.TryParse(name, out var run) ? run : throw new ArgumentException($"'{name}' is no run", nameof(name));
}
