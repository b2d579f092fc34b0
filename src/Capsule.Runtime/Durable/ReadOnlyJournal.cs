using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>A journal for replays: it is read, and what is written to it is forgotten.</summary>
internal sealed class ReadOnlyJournal(IJournalReader journal) : IJournal
{
    public string Location => journal.Location;

    public ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellation = default) =>
        new(JournalFailures.Because("a replay starts no runs"));

    public ValueTask<Outcome<IRunOwnership>> OwnAsync(RunId run, CancellationToken cancellation = default) =>
        new(JournalFailures.Because("a replay owns no runs"));

    public ValueTask<Failure?> WriteAsync(JournalWrite write, Durability durability, CancellationToken cancellation = default) =>
        new((Failure?)null);

    public ValueTask<Failure?> FlushAsync(CancellationToken cancellation = default) => new((Failure?)null);

    public ValueTask<Outcome<Pruned>> PruneAsync(Retention retention, CancellationToken cancellation = default) =>
        new(JournalFailures.Because("a replay forgets no runs"));

    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellation = default) =>
        journal.RunsAsync(query, cancellation);

    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellation = default) =>
        journal.RunAsync(run, cancellation);

    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellation = default) => journal.TasksAsync(run, path, cancellation);

    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellation = default) =>
        journal.EntriesAsync(run, task, attempt, from, cancellation);

    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellation = default) =>
        new(new RunInbox(null, []));

    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellation = default) => journal.LogsAsync(run, after, cancellation);

    public ValueTask DisposeAsync() => default;
}
