using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>A journal whose process dies at a given write, or loses its leases: for tests of what that leaves.</summary>
internal sealed class FaultyJournal : IJournal
{
    private readonly IJournal journal;
    private readonly Action<long, JournalWrite, bool> pass;
    private readonly CancellationTokenSource lost = new();
    private long writes;

    /// <summary>Wraps a journal.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="fault">Where the process dies.</param>
    public FaultyJournal(IJournal journal, FaultPoint fault)
        : this(journal, fault.Pass)
    {
    }

    /// <summary>Wraps a journal.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="pass">Called with the number of each write, from 1, the write, and whether it was made.</param>
    public FaultyJournal(IJournal journal, Action<long, JournalWrite, bool> pass) => (this.journal, this.pass) = (journal, pass);

    /// <summary>Has all leases lost, as when another process took them.</summary>
    public void LoseLeases() => lost.Cancel();

    /// <inheritdoc/>
    public string Location => journal.Location;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => journal.Warnings;

    /// <inheritdoc/>
    public Failure? Lost => journal.Lost;

    /// <inheritdoc/>
    public ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default) =>
        PassAsync(write, () => journal.SendAsync(write, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default) =>
        (await journal.CreateRunAsync(start, durability, cancellationToken)).TryGet(out var creation, out var failure)
            ? creation with { Lease = creation.Lease is { } lease ? new FaultyLease(this, lease) : null }
            : failure;

    /// <inheritdoc/>
    public async ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default) =>
        (await journal.AcquireAsync(run, cancellationToken)).TryGet(out var lease, out var failure) ? new FaultyLease(this, lease) : failure;

    /// <inheritdoc/>
    public IRunWatch Watch(RunId run) => journal.Watch(run);

    /// <inheritdoc/>
    public ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default) => journal.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default) =>
        journal.PruneAsync(retention, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        journal.RunsAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default) =>
        journal.RunAsync(run, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellationToken = default) =>
        journal.TasksAsync(run, path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default) =>
        journal.TaskPageAsync(run, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default) =>
        journal.EntriesAsync(run, task, attempt, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default) =>
        journal.InboxAsync(run, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellationToken = default) => journal.LogsAsync(run, after, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lost.Dispose();
        return journal.DisposeAsync();
    }

    private async ValueTask<Failure?> PassAsync(JournalWrite write, Func<ValueTask<Failure?>> make)
    {
        var number = Interlocked.Increment(ref writes);
        pass(number, write, false);
        var failure = await make();
        pass(number, write, true);
        return failure;
    }

    private sealed class FaultyLease(FaultyJournal owner, IRunLease lease) : IRunLease
    {
        public RunId Run => lease.Run;

        public CancellationToken Lost => owner.lost.Token;

        public ValueTask<Failure?> WriteAsync(
            JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default) =>
            owner.lost.IsCancellationRequested ? new(JournalFailures.LeaseLost(Run)) : owner.PassAsync(write, () => lease.WriteAsync(write, durability, cancellationToken));

        public ValueTask DisposeAsync() => lease.DisposeAsync();
    }
}
