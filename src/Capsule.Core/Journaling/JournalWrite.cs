namespace Capsule.Journaling;

/// <summary>Something to be written about a run.</summary>
public abstract record JournalWrite
{
    private JournalWrite(RunId run) => Run = run;

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Something that only the owner of the run may write, through <see cref="IRunLease.WriteAsync"/>.</summary>
    public abstract record ByOwner : JournalWrite
    {
        private protected ByOwner(RunId run)
            : base(run)
        {
        }

        /// <summary>Fails where it is about another run than a lease.</summary>
        /// <exception cref="ArgumentException">It is.</exception>
        internal void MustBeOf(RunId lease)
        {
            if (Run != lease)
            {
                throw new ArgumentException($"a write about run {Run} cannot be made under the lease of run {lease}");
            }
        }
    }

    /// <summary>Something that anybody may write, through <see cref="IJournal.SendAsync"/>.</summary>
    public abstract record ByAnyone : JournalWrite
    {
        private protected ByAnyone(RunId run)
            : base(run)
        {
        }
    }

    /// <summary>Appends an answer. Fails when its position is taken or not the next, and when its signal was consumed already.</summary>
    public sealed record AppendEntry(JournalEntry Entry) : ByOwner(Entry.Run);

    /// <summary>Writes a task down, in place of what was written about it before. Fails when it had ended before.</summary>
    public sealed record RecordTask(TaskRecord Task) : ByOwner(Task.Run);

    /// <summary>Changes a run's state. Fails when it had ended before.</summary>
    public sealed record ChangeRun(RunId Id, RunState State, DateTimeOffset Time) : ByOwner(Id);

    /// <summary>Appends something that a task printed.</summary>
    public sealed record AppendLog(LogRecord Log) : ByOwner(Log.Run);

    /// <summary>Sends a signal. Fails when the run has ended.</summary>
    public sealed record SendSignal(RunId Id, string Name, string Payload, DateTimeOffset Time) : ByAnyone(Id);

    /// <summary>Asks the owner of a run to cancel it; once is enough. Fails when the run has ended.</summary>
    public sealed record RequestCancel(RunId Id, DateTimeOffset Time) : ByAnyone(Id);
}
