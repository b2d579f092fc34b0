namespace Capsule.Journaling;

/// <summary>Something to be written about a run.</summary>
public abstract record JournalWrite
{
    private JournalWrite(RunId run) => Run = run;

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Appends an answer. Fails when its position is taken or not the next, and when its signal was consumed already.</summary>
    public sealed record AppendEntry(JournalEntry Entry) : JournalWrite(Entry.Run);

    /// <summary>Writes a task down, in place of what was written about it before. Fails when it had ended before.</summary>
    public sealed record RecordTask(TaskRecord Task) : JournalWrite(Task.Run);

    /// <summary>Changes a run's state. Fails when it had ended before.</summary>
    public sealed record ChangeRun(RunId Id, RunState State, DateTimeOffset Time) : JournalWrite(Id);

    /// <summary>Appends something that a task printed.</summary>
    public sealed record AppendLog(LogRecord Log) : JournalWrite(Log.Run);

    /// <summary>Sends a signal. Fails when the run has ended.</summary>
    public sealed record SendSignal(RunId Id, string Name, string Payload, DateTimeOffset Time) : JournalWrite(Id);

    /// <summary>Asks the owner of a run to cancel it; once is enough. Fails when the run has ended.</summary>
    public sealed record RequestCancel(RunId Id, DateTimeOffset Time) : JournalWrite(Id);
}
