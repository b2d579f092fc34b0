using Capsule.Journaling;

namespace Capsule.Journal.InMemory;

/// <summary>The runs of a journal in memory, within its bounds. Used under the journal's lock.</summary>
internal sealed class MemoryRuns(MemoryJournalOptions options)
{
    private readonly OrderedDictionary<RunId, MemoryRun> runs = [];
    private long held;

    internal IEnumerable<MemoryRun> YoungestFirst => runs.Values.Reverse();

    /// <summary>The runs that were started before one, the youngest first; all for null.</summary>
    internal IEnumerable<MemoryRun> StartedBefore(RunId? later) =>
        later is { } run ? YoungestFirst.SkipWhile(other => other.Record.Id != run).Skip(1) : YoungestFirst;

    internal MemoryRun? Find(RunId run) => runs.GetValueOrDefault(run);

    internal MemoryRun? Find(string? key) =>
        key is null ? null : runs.Values.FirstOrDefault(run => run.Record.Start.IdempotencyKey == key);

    internal Failure? Add(MemoryRun run)
    {
        while (runs.Count >= options.MaxRuns)
        {
            if (!ForgetOldest(except: null))
            {
                return JournalFailures.Because($"the journal in memory holds {options.MaxRuns} runs, none of which has ended");
            }
        }

        if (MakeRoom(run.Bytes, except: null) is { } failure)
        {
            return failure;
        }

        runs.Add(run.Record.Id, run);
        held += run.Bytes;
        return null;
    }

    /// <summary>Makes a write.</summary>
    internal Failure? Apply(JournalWrite write, Func<long> nextNumber)
    {
        if (Find(write.Run) is not { } run)
        {
            return JournalFailures.NoSuchRun(write.Run);
        }

        if (MakeRoom(WriteSize.Of(write), write.Run) is { } failure)
        {
            return failure;
        }

        var before = run.Bytes;
        var wrong = run.Apply(write, nextNumber);
        held += run.Bytes - before;
        return wrong;
    }

    /// <summary>Forgets ended runs, from the oldest on, until something fits.</summary>
    private Failure? MakeRoom(long bytes, RunId? except)
    {
        while (held + bytes > options.MaxBytes)
        {
            if (!ForgetOldest(except))
            {
                return JournalFailures.Because(
                    $"there is no space for {bytes} more bytes in the journal in memory, which holds {options.MaxBytes}: "
                        + "run durably, for a journal on the disk");
            }
        }

        return null;
    }

    internal long Forget(IReadOnlyList<RunId> ended)
    {
        var before = held;
        foreach (var run in ended)
        {
            Remove(run);
        }

        return before - held;
    }

    private bool ForgetOldest(RunId? except) =>
        runs.Values.FirstOrDefault(run => run.Record.Ended is not null && run.Record.Id != except) is { } oldest
        && Remove(oldest.Record.Id);

    private bool Remove(RunId id)
    {
        held -= runs.Remove(id, out var run) ? run.Bytes : 0;
        return run is not null;
    }
}
