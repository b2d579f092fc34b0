using System.Collections.Concurrent;

namespace Capsule.Journal.Sqlite;

/// <summary>Commits what is queued, a batch at a time, from a thread of its own: all who wait share one fsync.</summary>
internal sealed class GroupCommitter
{
    private readonly ConcurrentDictionary<RunId, Failure> losses = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteQueue queue;
    private readonly Func<SqliteSession> open;
    private readonly Func<Exception, Failure> describe;
    private SqliteSession? session;

    /// <summary>Starts to commit.</summary>
    /// <param name="queue">Where writes come from; its end is the thread's.</param>
    /// <param name="open">Opens the database: at first, and again after a failure.</param>
    /// <param name="describe">Tells the user what failed.</param>
    internal GroupCommitter(WriteQueue queue, Func<SqliteSession> open, Func<Exception, Failure> describe)
    {
        (this.queue, this.open, this.describe) = (queue, open, describe);
        new Thread(CommitAll) { IsBackground = true, Name = "capsule journal" }.Start();
    }

    /// <summary>Completes when the queue was closed and all of it was committed.</summary>
    internal Task Ended => ended.Task;

    /// <summary>Why a batched write of a run, or of any run, was lost, or null.</summary>
    internal Failure? LossOf(RunId? run) =>
        losses.IsEmpty ? null : run is { } id ? losses.GetValueOrDefault(id) : losses.Values.FirstOrDefault();

    private void CommitAll()
    {
        while (queue.Take() is { } batch)
        {
            if (batch.Count > 0)
            {
                Commit(batch);
            }
        }

        session?.Dispose();
        queue.Dispose();
        ended.SetResult();
    }

    private void Commit(List<PendingWrite> batch)
    {
        try
        {
            session ??= open();
            session.Synchronize(batch.Exists(write => write.IsDurable));
            session.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                Apply(session, write);
            }

            session.Execute("COMMIT");
        }
        catch (Exception e) when (SqliteFailures.IsExpected(e))
        {
            // Nothing of the batch was committed. What SQLite remembers of the file may be wrong after a failure of the disk.
            var failure = describe(e);
            batch.ForEach(write => write.Failure = failure);
            batch.ForEach(Remember);
            session?.Dispose();
            session = null;
        }

        batch.ForEach(write => write.Complete());
    }

    private void Apply(SqliteSession session, PendingWrite write)
    {
        try
        {
            // What follows a write that was lost must not be believed either.
            write.Failure = LossOf(write.Run) ?? write.Apply(session);
        }
        catch (Exception e) when (SqliteFailures.IsOfStatement(e))
        {
            write.Failure = describe(e);
        }

        Remember(write);
    }

    /// <summary>Nobody waits for a batched write that fails: the next one of its run reports it.</summary>
    private void Remember(PendingWrite write)
    {
        if (write.Failure is { } failure && !write.IsAwaited && write.Run is { } run)
        {
            losses.TryAdd(run, failure);
        }
    }
}
