using Capsule.Journaling;

namespace Capsule.Journal.Faults;

/// <summary>A journal whose process dies at a given write: for tests of what a crash leaves.</summary>
internal sealed class FaultyJournal : IJournal
{
    private readonly IJournal journal;
    private readonly Action<long, JournalWrite, bool> pass;
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

    /// <inheritdoc/>
    public string Location => journal.Location;

    /// <inheritdoc/>
    public async ValueTask<Failure?> WriteAsync(
        JournalWrite write, Durability durability, CancellationToken cancellationToken = default)
    {
        var number = Interlocked.Increment(ref writes);
        pass(number, write, false);
        var failure = await journal.WriteAsync(write, durability, cancellationToken);
        pass(number, write, true);
        return failure;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default) =>
        journal.CreateRunAsync(start, durability, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default) =>
        journal.AcquireAsync(run, cancellationToken);

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
    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
