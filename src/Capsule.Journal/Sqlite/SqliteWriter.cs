using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>Has things written by the thread that commits, which is started by the first of them: whoever only reads needs none.</summary>
internal sealed class SqliteWriter
{
    private readonly SqliteJournalOptions options;
    private readonly string path;
    private readonly WriteQueue queue;
    private readonly Lazy<GroupCommitter> committer;

    /// <param name="path">The database, for messages.</param>
    /// <param name="options">How the journal behaves.</param>
    /// <param name="open">Opens the database.</param>
    /// <param name="describe">Tells the user what failed.</param>
    internal SqliteWriter(string path, SqliteJournalOptions options, Func<SqliteSession> open, Func<Exception, Failure> describe)
    {
        (this.path, this.options, queue) = (path, options, new WriteQueue(options));
        committer = new Lazy<GroupCommitter>(() => new GroupCommitter(queue, open, describe));
    }

    /// <summary>Why a batched write was lost, or null.</summary>
    internal Failure? Lost => committer.IsValueCreated ? committer.Value.LossOf(null) : null;

    /// <summary>Makes a write.</summary>
    internal async ValueTask<Failure?> WriteAsync(JournalWrite write, Durability durability, CancellationToken cancellationToken)
    {
        var bytes = WriteSize.Of(write);
        if (bytes > options.MaxBytesPerWrite)
        {
            return JournalFailures.TooLarge("a write", bytes, options.MaxBytesPerWrite);
        }

        if (durability == Durability.Durable)
        {
            return await CommitAsync(write.Run, session => SqliteWrites.Apply(session, write), bytes, isDurable: true, cancellationToken);
        }

        return committer.Value.LossOf(write.Run)
            ?? await EnqueueAsync(
                new PendingWrite(
                    write.Run, session => SqliteWrites.Apply(session, write), bytes, (write as JournalWrite.RecordTask)?.Task.Path),
                cancellationToken);
    }

    /// <summary>Waits until all writes before it are on the disk.</summary>
    internal async ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken) => committer.IsValueCreated
        ? await CommitAsync(null, _ => null, 0, isDurable: true, cancellationToken) ?? committer.Value.LossOf(null)
        : null;

    /// <summary>Has something written soon; whether it was is asked later.</summary>
    internal async ValueTask<Failure?> EnqueueAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        _ = committer.Value;
        return await queue.AddAsync(write, cancellationToken) ? null : Closed();
    }

    /// <summary>Has something written, and waits until it is.</summary>
    internal async Task<Failure?> CommitAsync(
        RunId? run, Func<SqliteSession, Failure?> apply, long bytes, bool isDurable, CancellationToken cancellationToken)
    {
        _ = committer.Value;
        var pending = new PendingWrite(run, apply, bytes) { IsDurable = isDurable };
        var end = pending.Await();
        return await queue.AddAsync(pending, cancellationToken) ? await end.WaitAsync(cancellationToken) : Closed();
    }

    /// <summary>Commits what is queued, and takes no more.</summary>
    internal async Task EndAsync()
    {
        queue.Close();
        if (committer.IsValueCreated)
        {
            await committer.Value.Ended;
        }
    }

    private Failure Closed() => JournalFailures.Because($"the journal {path} was closed");
}
