using Capsule.Journal.Postgres.Leases;
using Capsule.Journaling;

namespace Capsule.Journal.Postgres.Writing;

/// <summary>Something that waits to be committed.</summary>
/// <param name="tenant">Whose it is.</param>
/// <param name="bytes">How much memory it takes while it waits.</param>
internal sealed class PendingWrite(string tenant, long bytes)
{
    private TaskCompletionSource<Failure?>? waiter;

    internal string Tenant => tenant;

    internal long Bytes => bytes;

    /// <summary>What is written about a run; null for a new run, the end of a lease, or nothing: whoever waits for that waits for all before it.</summary>
    internal JournalWrite? Write { get; init; }

    /// <summary>The run that is started, or null.</summary>
    internal RunStart? Start { get; init; }

    /// <summary>The lease that it is written under; null for what anybody may write.</summary>
    internal PostgresLease? Lease { get; init; }

    /// <summary>Whether it gives the lease up.</summary>
    internal bool IsRelease { get; init; }

    /// <summary>Whether its batch has to be on the disk before it completes.</summary>
    internal bool IsDurable { get; init; }

    /// <summary>Whether somebody waits for it.</summary>
    internal bool IsAwaited => waiter is not null;

    /// <summary>Whether there is something to be done in the database.</summary>
    internal bool IsStatement => Write is not null || Start is not null || IsRelease;

    /// <summary>Whether those who watch the run wait for it.</summary>
    internal bool IsTold => Write is JournalWrite.SendSignal or JournalWrite.RequestCancel or JournalWrite.ChangeRun;

    /// <summary>The run that it is about.</summary>
    internal RunId Run => Start?.Id ?? Write?.Run ?? Lease!.Run;

    /// <summary>Has its end reported.</summary>
    internal Task<Failure?> Await()
    {
        waiter = new TaskCompletionSource<Failure?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiter.Task;
    }

    /// <summary>Reports its end. Nobody waits for a batched write that fails: the next one of its lease reports it.</summary>
    internal void Complete(Failure? failure)
    {
        if (failure is not null && !IsAwaited)
        {
            Lease?.Lose(failure);
        }

        waiter?.TrySetResult(failure);
    }
}
