using Capsule.Errors;
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
        JournalWrite write, Durability durability, CancellationToken cancellation = default)
    {
        var number = Interlocked.Increment(ref writes);
        pass(number, write, false);
        var failure = await journal.WriteAsync(write, durability, cancellation);
        pass(number, write, true);
        return failure;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellation = default) =>
        journal.CreateRunAsync(start, durability, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<IRunOwnership>> OwnAsync(RunId run, CancellationToken cancellation = default) =>
        journal.OwnAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<Failure?> FlushAsync(CancellationToken cancellation = default) => journal.FlushAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<Pruned>> PruneAsync(Retention retention, CancellationToken cancellation = default) =>
        journal.PruneAsync(retention, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellation = default) =>
        journal.RunsAsync(query, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellation = default) =>
        journal.RunAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellation = default) =>
        journal.TasksAsync(run, path, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellation = default) =>
        journal.EntriesAsync(run, task, attempt, from, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellation = default) =>
        journal.InboxAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellation = default) => journal.LogsAsync(run, after, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
