using System.Diagnostics.CodeAnalysis;
using Capsule.Errors;
using Capsule.Journal.Ownership;
using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// The journal of a project: a database in its <c>.capsule</c> folder, which many processes may use at once
/// (docs/JOURNAL_FORMAT.md).
/// </summary>
[SuppressMessage("Maintainability", "CA1506", Justification = "It is where the parts of the journal are put together.")]
public sealed class SqliteJournal : IJournal
{
    private readonly JournalFolder folder;
    private readonly SqliteJournalOptions options;
    private readonly FileLease lease;
    private readonly SqliteReader reader;
    private readonly WriteQueue queue;
    private readonly Lazy<GroupCommitter> committer;

    private SqliteJournal(JournalFolder folder, SqliteJournalOptions options, FileLease lease)
    {
        (this.folder, this.options, this.lease) = (folder, options, lease);
        reader = new SqliteReader(OpenSession, Describe, folder);
        queue = new WriteQueue(options);

        // Whoever only reads needs no thread that writes.
        committer = new Lazy<GroupCommitter>(() => new GroupCommitter(queue, OpenSession, Describe));
    }

    /// <summary>Whether a folder has a journal. Opening one that is not there makes it.</summary>
    public static bool Exists(string folder) => File.Exists(new JournalFolder(folder).Database);

    /// <summary>
    /// Opens the journal of a folder, which is made if it is not there. Fails when a newer Capsule wrote it, or when it cannot be
    /// read or written. One that is damaged is moved aside, with a warning.
    /// </summary>
    /// <param name="folder">The folder, which is <c>.capsule</c> in a project.</param>
    /// <param name="options">How it behaves.</param>
    public static Outcome<OpenedJournal> Open(string folder, SqliteJournalOptions? options = null) =>
        Open(folder, options ?? new(), SchemaVersions.Scripts);

    /// <summary>Opens a journal whose current version is another one than this Capsule's.</summary>
    internal static Outcome<OpenedJournal> Open(string root, SqliteJournalOptions options, IReadOnlyList<string> scripts)
    {
        var folder = new JournalFolder(Path.GetFullPath(root));
        var opener = new JournalOpener(folder, options, new Schema(scripts));
        return opener.Open().TryGet(out var lease, out var failure)
            ? new OpenedJournal(new SqliteJournal(folder, options, lease), opener.Warnings)
            : failure;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<RunCreation>> CreateRunAsync(RunStart start, CancellationToken cancellation = default)
    {
        if (FileLease.TryTake(folder.LockOf(start.Id)) is not { } taken)
        {
            return JournalFailures.Owned(start.Id);
        }

        RunRecord? run = null;
        var isNew = false;
        var failure = await EnqueueAsync(start.Id, Create, start.Arguments.Length, start.IsDurable, cancellation);
        if (failure is null && isNew)
        {
            return new RunCreation(run! with { IsOwned = true }, new LockedRun(start.Id, taken));
        }

        if (failure is null && run!.Id != start.Id)
        {
            // Nobody ever takes the lock of a run that was not made.
            File.Delete(folder.LockOf(start.Id));
        }

        taken.Dispose();
        return failure is null ? new RunCreation(reader.WithOwner(run!), Ownership: null) : failure;

        Failure? Create(SqliteSession session)
        {
            isNew = RunRows.Insert(session, start);
            run = isNew ? RunRows.Find(session, RunRows.SelectOne, start.Id.ToString())
                : start.IdempotencyKey is { } key ? RunRows.Find(session, RunRows.SelectByKey, key)
                : null;
            return run is null ? JournalFailures.RunExists(start.Id) : null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<IRunOwnership>> OwnAsync(RunId run, CancellationToken cancellation = default)
    {
        // Looked for first, so that asking for a run that never was leaves no file; and again once nobody can prune it.
        if (reader.Run(run).Failure is { } unknown)
        {
            return new(unknown);
        }

        if (FileLease.TryTake(folder.LockOf(run)) is not { } taken)
        {
            return new(JournalFailures.Owned(run));
        }

        if (reader.Run(run).Failure is { } gone)
        {
            taken.Dispose();
            return new(gone);
        }

        return new(new LockedRun(run, taken));
    }

    /// <inheritdoc/>
    public async ValueTask<Failure?> WriteAsync(
        JournalWrite write, Durability durability, CancellationToken cancellation = default)
    {
        var bytes = WriteSize.Of(write);
        if (bytes > options.MostBytesPerWrite)
        {
            return JournalFailures.TooLarge("a write", bytes, options.MostBytesPerWrite);
        }

        if (durability == Durability.Durable)
        {
            return await EnqueueAsync(write.Run, session => SqliteWrites.Apply(session, write), bytes, true, cancellation);
        }

        if (committer.Value.LossOf(write.Run) is { } lost)
        {
            return lost;
        }

        var pending = new PendingWrite(write.Run, session => SqliteWrites.Apply(session, write), bytes);
        return await queue.AddAsync(pending, cancellation) ? null : Closed();
    }

    /// <inheritdoc/>
    public async ValueTask<Failure?> FlushAsync(CancellationToken cancellation = default) => committer.IsValueCreated
        ? await EnqueueAsync(null, _ => null, 0, true, cancellation) ?? committer.Value.LossOf(null)
        : null;

    /// <inheritdoc/>
    public ValueTask<Outcome<Pruned>> PruneAsync(Retention retention, CancellationToken cancellation = default) =>
        new SqlitePruning(folder, reader, OpenSession, Describe).PruneAsync(
            retention, (run, apply) => EnqueueAsync(run, apply, 0, false, cancellation));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellation = default) =>
        new(reader.Runs(query));

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellation = default) => new(reader.Run(run));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellation = default) => new(reader.Tasks(run, path));

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellation = default) =>
        new(reader.Entries(run, task, attempt, from));

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellation = default) =>
        new(reader.Inbox(run));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellation = default) => new(reader.Logs(run, after));

    /// <summary>Commits what is queued, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        if (committer.IsValueCreated)
        {
            await committer.Value.Ended;
        }

        reader.Dispose();
        lease.Dispose();
    }

    private async Task<Failure?> EnqueueAsync(
        RunId? run, Func<SqliteSession, Failure?> apply, long bytes, bool isDurable, CancellationToken cancellation)
    {
        _ = committer.Value;
        var pending = new PendingWrite(run, apply, bytes) { IsDurable = isDurable };
        var end = pending.Await();
        return await queue.AddAsync(pending, cancellation) ? await end.WaitAsync(cancellation) : Closed();
    }

    private Failure Closed() => JournalFailures.Because($"the journal {folder.Database} was closed");

    private SqliteSession OpenSession() => SqliteSession.Open(folder.Database, options);

    /// <summary>Has the next process look closely. That this may fail on a broken disk adds nothing to the failure at hand.</summary>
    private void Suspect(Exception e)
    {
        try
        {
            File.WriteAllText(folder.Suspicion, e.Message);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private Failure Describe(Exception e)
    {
        if (SqliteFailures.IsDamage(e))
        {
            Suspect(e);
        }

        return SqliteFailures.Describe(e, folder.Database);
    }
}
