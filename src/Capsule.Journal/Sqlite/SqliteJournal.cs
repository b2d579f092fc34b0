using System.Diagnostics.CodeAnalysis;
using Capsule.Journal.Ownership;
using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// The journal of a project: a database in its <c>.capsule</c> folder, which many processes may use at once
/// (docs/reference/journal-format.md).
/// </summary>
[SuppressMessage("Maintainability", "CA1506", Justification = "It is where the parts of the journal are put together.")]
public sealed class SqliteJournal : IJournal
{
    private readonly JournalFolder folder;
    private readonly SqliteJournalOptions options;
    private readonly FileLease lease;
    private readonly RunLocks locks;
    private readonly SqliteReader reader;
    private readonly SqliteWriter writer;
    private readonly RunWatches watches = new();
    private readonly OtherWriters others;

    private SqliteJournal(JournalFolder folder, SqliteJournalOptions options, FileLease lease, IReadOnlyList<string> warnings)
    {
        (this.folder, this.options, this.lease, Warnings) = (folder, options, lease, warnings);
        locks = new RunLocks(folder.RunsLock);
        reader = new SqliteReader(OpenSession, Describe, locks);
        writer = new SqliteWriter(folder.Database, options, OpenSession, Describe);
        others = new OtherWriters(watches, OpenSession);
    }

    /// <summary>Whether a folder has a journal. Opening one that is not there makes it.</summary>
    public static bool Exists(string folder) => File.Exists(new JournalFolder(folder).Database);

    /// <summary>Opens the journal of a folder, which is created if it is not there. One that is damaged is moved aside.</summary>
    /// <param name="folder">The folder, which is <c>.capsule</c> in a project.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <exception cref="CapsuleException">A newer Capsule wrote it, or it cannot be read or written.</exception>
    public static SqliteJournal Open(string folder, SqliteJournalOptions? options = null) => TryOpen(folder, options).OrThrow();

    /// <summary>Opens a journal as <see cref="Open"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="folder">The folder, which is <c>.capsule</c> in a project.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public static Outcome<SqliteJournal> TryOpen(string folder, SqliteJournalOptions? options = null) =>
        TryOpen(folder, options ?? new(), SchemaVersions.Scripts);

    /// <summary>Opens a journal whose current version is another one than this Capsule's.</summary>
    internal static Outcome<SqliteJournal> TryOpen(string root, SqliteJournalOptions options, IReadOnlyList<string> scripts)
    {
        var folder = new JournalFolder(Path.GetFullPath(root));
        var opener = new JournalOpener(folder, options, new Schema(scripts));
        return opener.Open().TryGet(out var lease, out var failure)
            ? new SqliteJournal(folder, options, lease, opener.Warnings)
            : failure;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public string Location => folder.Database;

    /// <inheritdoc/>
    public async ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default)
    {
        if (!Take(start.Id).TryGet(out var taken, out var failure))
        {
            return failure;
        }

        var insert = new RunInsertion(start);
        failure = durability == Durability.Batched && start.IdempotencyKey is null
            ? await writer.EnqueueAsync(new PendingWrite(start.Id, insert.Apply, start.Arguments.Length), cancellationToken)
            : await writer.CommitAsync(start.Id, insert.Apply, start.Arguments.Length, isDurable: true, cancellationToken);
        if (failure is null && insert.Existing is null)
        {
            return new RunCreation(insert.New, LeaseOf(taken, start.IsDurable));
        }

        taken.Dispose();
        return failure is null ? new RunCreation(reader.WithOwner(insert.Existing!), Lease: null) : failure;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default)
    {
        // Looked for first, so that asking for a run that never was leaves no file; and again once nobody can prune it.
        if (reader.Run(run).Failure is { } unknown)
        {
            return new(unknown);
        }

        if (!Take(run).TryGet(out var taken, out var failure))
        {
            return new(failure);
        }

        if (reader.Run(run).Failure is { } gone)
        {
            taken.Dispose();
            return new(gone);
        }

        return new(LeaseOf(taken, isDurable: true));
    }

    /// <inheritdoc/>
    public ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default) =>
        WriteAsync(write, Durability.Durable, cancellationToken);

    /// <inheritdoc/>
    public IRunWatch Watch(RunId run) => others.Watch(run);

    /// <inheritdoc/>
    public ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default) => writer.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default) =>
        new SqlitePruning(folder, locks, reader, OpenSession, Describe).PruneAsync(
            retention, (run, apply) => writer.CommitAsync(run, apply, 0, isDurable: false, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        new(reader.Runs(query));

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default) => new(reader.Run(run));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        RunId run, TaskPath? path = null, CancellationToken cancellationToken = default) => new(reader.Tasks(run, path));

    /// <inheritdoc/>
    public ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default) => new(reader.TaskPage(run, from));

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default) =>
        new(reader.Entries(run, task, attempt, from));

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default) =>
        new(reader.Inbox(run));

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellationToken = default) => new(reader.Logs(run, after));

    /// <inheritdoc/>
    public Failure? Lost => writer.Lost;

    /// <summary>
    /// Copies the journal into a file, as it is at one moment, while others use it. Returns the file's size in bytes; fails when there is a
    /// file of that name, or when it cannot be written.
    /// </summary>
    /// <param name="path">The file to be made, which only its owner may read.</param>
    /// <param name="cancellationToken">Ends the copying; nothing of it is left then.</param>
    public Task<Outcome<long>> TryBackupAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => SqliteBackup.Copy(OpenSession, Path.GetFullPath(path), cancellationToken), cancellationToken);

    /// <summary>Commits what is queued, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await others.DisposeAsync();
        await writer.EndAsync();
        reader.Dispose();
        locks.Dispose();
        lease.Dispose();
    }

    private Outcome<LockedRun> Take(RunId run)
    {
        try
        {
            return locks.TryTake(run) is { } taken ? taken : JournalFailures.Owned(run);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return JournalFailures.Because($"the file of locks {folder.RunsLock} cannot be used: {e.Message}");
        }
    }

    private HeldLease LeaseOf(LockedRun taken, bool isDurable) => new(taken.Run, WriteAsync, taken.Dispose)
    {
        Settle = isDurable ? () => writer.CommitAsync(null, _ => null, 0, isDurable: false, CancellationToken.None) : null,
    };

    private async ValueTask<Failure?> WriteAsync(JournalWrite write, Durability durability, CancellationToken cancellationToken)
    {
        var failure = await writer.WriteAsync(write, durability, cancellationToken);
        if (failure is null && durability == Durability.Durable)
        {
            watches.Tell(write);
        }

        return failure;
    }

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
