using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>A journal for replays: it is read, and what is written to it is forgotten.</summary>
internal sealed class ReadOnlyJournal(IJournalReader journal) : IJournal
{
    public string Location => journal.Location;

    public ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default) =>
        new(JournalFailures.Because("a replay starts no runs"));

    public ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(JournalFailures.Because("a replay owns no runs"));

    public ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default) =>
        new(JournalFailures.Because("a replay sends nothing to runs"));

    public ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default) => new((Failure?)null);

    public ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default) =>
        new(JournalFailures.Because("a replay forgets no runs"));

    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        journal.RunsAsync(query, cancellationToken);

    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default) =>
        journal.RunAsync(run, cancellationToken);

    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellationToken = default) => journal.TasksAsync(run, path, cancellationToken);

    public ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default) =>
        journal.TaskPageAsync(run, from, cancellationToken);

    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default) =>
        journal.EntriesAsync(run, task, attempt, from, cancellationToken);

    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(new RunInbox(null, []));

    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellationToken = default) => journal.LogsAsync(run, after, cancellationToken);

    public ValueTask DisposeAsync() => default;

    /// <summary>What a replay writes through: all of it is forgotten.</summary>
    internal sealed class Lease(RunId run) : IRunLease
    {
        public RunId Run => run;

        public CancellationToken Lost => CancellationToken.None;

        public ValueTask<Failure?> WriteAsync(JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken = default) =>
            new((Failure?)null);

        public ValueTask DisposeAsync() => default;
    }
}
