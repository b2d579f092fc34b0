
namespace Capsule.Journal.Sqlite;

/// <summary>Something that waits to be committed.</summary>
/// <param name="run">The run that it is about, or null.</param>
/// <param name="apply">Makes it, on the thread that commits.</param>
/// <param name="bytes">How much memory it takes while it waits.</param>
/// <param name="task">The task whose record it is; null for anything else.</param>
internal sealed class PendingWrite(RunId? run, Func<SqliteSession, Failure?> apply, long bytes, TaskPath? task = null)
{
    private Func<SqliteSession, Failure?> apply = apply;
    private TaskCompletionSource<Failure?>? waiter;

    internal RunId? Run => run;

    internal long Bytes => bytes;

    /// <summary>Whether its batch has to be on the disk before it completes.</summary>
    internal bool IsDurable { get; init; }

    /// <summary>Whether somebody waits for it.</summary>
    internal bool IsAwaited => waiter is not null;

    /// <summary>Why it was not made, as far as is known.</summary>
    internal Failure? Failure { get; set; }

    /// <summary>Whose record it is; null for what is not a task's.</summary>
    internal (RunId Run, TaskPath Task)? Record => run is { } id && task is { } path ? (id, path) : null;

    /// <summary>Writes what a later record of the task says, at once.</summary>
    internal void ReplaceBy(PendingWrite later) => apply = later.apply;

    /// <summary>Has its end reported.</summary>
    internal Task<Failure?> Await()
    {
        waiter = new TaskCompletionSource<Failure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiter.Task;
    }

    internal Failure? Apply(SqliteSession session) => apply(session);

    /// <summary>Reports its end.</summary>
    internal void Complete() => waiter?.TrySetResult(Failure);
}
