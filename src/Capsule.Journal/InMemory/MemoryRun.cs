using Capsule.Journaling;

namespace Capsule.Journal.InMemory;

/// <summary>What a journal in memory knows of a run. Used under the journal's lock.</summary>
internal sealed class MemoryRun(RunStart start)
{
    private readonly Dictionary<(TaskPath Task, int Attempt), List<JournalEntry>> entries = [];
    private readonly List<TaskPath> order = [];
    private readonly Dictionary<TaskPath, TaskRecord> tasks = [];

    internal RunRecord Record { get; private set; } =
        new() { Start = start, State = RunState.Running, Updated = start.Created };

    internal bool IsOwned { get; set; }

    internal List<Signal> Signals { get; } = [];

    internal List<LogRecord> Logs { get; } = [];

    /// <summary>How much memory it takes, roughly, in bytes.</summary>
    internal long Bytes { get; private set; } = start.Arguments.Length;

    /// <summary>What others see.</summary>
    internal RunRecord View() => Record with
    {
        IsOwned = IsOwned,
        State = Record.Status == ExecutionStatus.Running && !IsOwned
            ? Record.State with { Status = ExecutionStatus.Interrupted }
            : Record.State,
    };

    internal IReadOnlyList<TaskRecord> Tasks(TaskPath? path) => path is { } one
        ? tasks.TryGetValue(one, out var task) ? [task] : []
        : [.. order.Select(each => tasks[each])];

    internal IReadOnlyList<JournalEntry> Entries(TaskPath task, int attempt) =>
        entries.TryGetValue((task, attempt), out var list) ? list : [];

    /// <summary>Makes a write, as a whole or not at all.</summary>
    /// <param name="write">The write.</param>
    /// <param name="nextNumber">Gives numbers to signals and logs.</param>
    internal Failure? Apply(JournalWrite write, Func<long> nextNumber)
    {
        var failure = write switch
        {
            JournalWrite.AppendEntry append => Append(append.Entry),
            JournalWrite.RecordTask record => Write(record.Task),
            JournalWrite.AppendLog append => Append(append.Log with { Sequence = nextNumber() }),
            JournalWrite.SendSignal or JournalWrite.RequestCancel when Record.Ended is not null =>
                JournalFailures.TooLate(write.Run, Record.Status),
            _ when Record.Ended is not null => JournalFailures.RunEnded(write.Run, Record.Status),
            JournalWrite.ChangeRun change => Change(change),
            JournalWrite.SendSignal send => Send(new Signal(nextNumber(), send.Name, send.Payload, send.Time)),
            JournalWrite.RequestCancel request => Cancel(request),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, "not a write that the journal knows"),
        };
        Bytes += failure is null ? WriteSize.Of(write) : 0;
        return failure;
    }

    private Failure? Append(JournalEntry entry)
    {
        var key = (entry.Task, entry.Attempt);
        if (!entries.TryGetValue(key, out var list))
        {
            list = [];
        }

        var signal = Signals.Find(each => each.Id == entry.Signal);
        if (entry.Signal is not null && signal is null)
        {
            return JournalFailures.SignalConsumed(entry);
        }

        if (entry.Position != list.Count)
        {
            return JournalFailures.WrongPosition(entry, list.Count);
        }

        if (signal is not null)
        {
            Signals.Remove(signal);
        }

        // The caller may use its buffer again.
        list.Add(entry with { Payload = entry.Payload.ToArray() });
        entries[key] = list;
        return null;
    }

    private Failure? Append(LogRecord log)
    {
        Logs.Add(log with { Bytes = log.Bytes.ToArray() });
        return null;
    }

    private Failure? Write(TaskRecord task)
    {
        if (!tasks.TryGetValue(task.Path, out var known))
        {
            order.Add(task.Path);
        }
        else if (known.Ended is not null)
        {
            return JournalFailures.TaskEnded(task);
        }

        tasks[task.Path] = task;
        return null;
    }

    private Failure? Change(JournalWrite.ChangeRun change)
    {
        Record = Record with
        {
            State = change.State,
            Updated = change.Time,
            Ended = change.State.Status.IsEnd() ? change.Time : null,
        };
        return null;
    }

    private Failure? Send(Signal signal)
    {
        Signals.Add(signal);
        return null;
    }

    private Failure? Cancel(JournalWrite.RequestCancel request)
    {
        Record = Record with { CancelRequested = Record.CancelRequested ?? request.Time };
        return null;
    }
}
