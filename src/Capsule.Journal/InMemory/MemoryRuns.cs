using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Journal.InMemory;

/// <summary>The runs of a journal in memory, within its bounds. Used under the journal's lock.</summary>
internal sealed class MemoryRuns(MemoryJournalOptions options)
{
    private readonly OrderedDictionary<RunId, MemoryRun> runs = [];

    internal IEnumerable<MemoryRun> YoungestFirst => runs.Values.Reverse();

    private long Bytes => runs.Values.Sum(run => run.Bytes);

    internal MemoryRun? Find(RunId run) => runs.GetValueOrDefault(run);

    internal MemoryRun? Find(string? key) =>
        key is null ? null : runs.Values.FirstOrDefault(run => run.Record.Start.IdempotencyKey == key);

    internal Failure? Add(MemoryRun run)
    {
        while (runs.Count >= options.MostRuns)
        {
            if (!ForgetOldest(except: null))
            {
                return JournalFailures.Because($"the journal in memory holds {options.MostRuns} runs, none of which has ended");
            }
        }

        if (MakeRoom(run.Bytes, except: null) is { } failure)
        {
            return failure;
        }

        runs.Add(run.Record.Id, run);
        return null;
    }

    /// <summary>Forgets ended runs, from the oldest on, until something fits.</summary>
    internal Failure? MakeRoom(long bytes, RunId? except)
    {
        while (Bytes + bytes > options.MostBytes)
        {
            if (!ForgetOldest(except))
            {
                return JournalFailures.Because(
                    $"there is no space for {bytes} more bytes in the journal in memory, which holds {options.MostBytes}: "
                        + "run durably, for a journal on the disk");
            }
        }

        return null;
    }

    internal long Forget(IReadOnlyList<RunId> ended)
    {
        var before = Bytes;
        foreach (var run in ended)
        {
            runs.Remove(run);
        }

        return before - Bytes;
    }

    private bool ForgetOldest(RunId? except) =>
        runs.Values.FirstOrDefault(run => run.Record.Ended is not null && run.Record.Id != except) is { } oldest
        && runs.Remove(oldest.Record.Id);
}
