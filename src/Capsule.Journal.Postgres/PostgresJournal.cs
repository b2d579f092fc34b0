using System.Diagnostics.CodeAnalysis;
using Capsule.Journal.Postgres.Leases;
using Capsule.Journal.Postgres.Storage;
using Capsule.Journal.Postgres.Watching;
using Capsule.Journal.Postgres.Writing;
using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres;

/// <summary>
/// A journal in PostgreSQL 15 or later, which many processes on many machines may use at once (docs/reference/journal-postgres.md). Thread-safe.
/// </summary>
[SuppressMessage("Maintainability", "CA1506", Justification = "It is where the parts of the journal are put together.")]
public sealed class PostgresJournal : IJournal
{
    private readonly PostgresDatabase database;
    private readonly PostgresReader reader;
    private readonly GroupCommitter committer;
    private readonly LeaseKeeper keeper;
    private readonly NotificationListener listener;
    private readonly string tenant;
    private readonly bool isOwner;

    private PostgresJournal(PostgresDatabase database)
    {
        (this.database, tenant, isOwner) = (database, database.Options.Tenant, true);
        var watches = new RunWatches();
        (committer, keeper, listener) = (new(database, watches), new(database), new(database, watches));
        reader = new PostgresReader(database, tenant);
    }

    private PostgresJournal(PostgresJournal journal, string tenant)
    {
        (database, committer, keeper, listener, this.tenant) = (journal.database, journal.committer, journal.keeper, journal.listener, tenant);
        reader = new PostgresReader(database, tenant);
    }

    /// <summary>Opens the journal of a database, whose tables are made or brought up to date.</summary>
    /// <param name="connectionString">Npgsql's, such as <c>Host=db;Database=capsule;Username=capsule;Password=…</c>.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The options or the connection string are wrong, the database cannot be used, or a newer Capsule wrote it.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        string connectionString, PostgresJournalOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryOpenAsync(connectionString, options, cancellationToken)).OrThrow();

    /// <summary>Opens a journal with connections that the caller makes, and disposes of after it: their statements should have a timeout.</summary>
    /// <param name="dataSource">Gives connections.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CapsuleException">The options are wrong, the database cannot be used, or a newer Capsule wrote it.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        NpgsqlDataSource dataSource, PostgresJournalOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryOpenAsync(dataSource, options, cancellationToken)).OrThrow();

    /// <summary>Opens a journal as <see cref="OpenAsync(string, PostgresJournalOptions?, CancellationToken)"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="connectionString">Npgsql's.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Outcome<PostgresJournal>> TryOpenAsync(
        string connectionString, PostgresJournalOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PostgresJournalOptions();
        if (options.Check() is { } wrong)
        {
            return wrong;
        }

        return PostgresDatabase.TryCreate(connectionString, options).TryGet(out var database, out var failure)
            ? await OpenAsync(database, cancellationToken)
            : failure;
    }

    /// <summary>Opens a journal as <see cref="OpenAsync(NpgsqlDataSource, PostgresJournalOptions?, CancellationToken)"/> does, and returns the failure instead of throwing it.</summary>
    /// <param name="dataSource">Gives connections.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Outcome<PostgresJournal>> TryOpenAsync(
        NpgsqlDataSource dataSource, PostgresJournalOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PostgresJournalOptions();
        return options.Check() is { } wrong ? wrong : await OpenAsync(new PostgresDatabase(dataSource, isOwn: false, options), cancellationToken);
    }

    /// <inheritdoc/>
    public string Location => database.Location;

    /// <inheritdoc/>
    public Failure? Lost => committer.LossOf(tenant);

    /// <summary>Gets the journal of another tenant, which shares connections, leases and notifications with this one, and ends with it.</summary>
    /// <param name="tenant">The tenant: 1 to 100 characters, none of them a control character.</param>
    /// <exception cref="CapsuleException">The name is not valid.</exception>
    public PostgresJournal ForTenant(string tenant) => PostgresJournalOptions.CheckTenant(tenant) is { } wrong
        ? throw new CapsuleException(wrong)
        : new PostgresJournal(this, tenant);

    /// <inheritdoc/>
    public async ValueTask<Outcome<RunCreation>> CreateRunAsync(
        RunStart start, Durability durability = Durability.Durable, CancellationToken cancellationToken = default)
    {
        var bytes = (start.Arguments.Length + start.Overrides.Length + start.Argv.Sum(argument => argument.Length)) * 2L;
        if (bytes > database.Options.MaxBytesPerWrite)
        {
            return JournalFailures.TooLarge("a run", bytes, database.Options.MaxBytesPerWrite);
        }

        var lease = LeaseOf(start.Id, token: 1, database.Options.Time.GetTimestamp());
        var isDurable = durability == Durability.Durable || start.IdempotencyKey is not null;
        var pending = new PendingWrite(tenant, bytes) { Start = start, Lease = lease, IsDurable = isDurable };
        lease.IsBatched = !isDurable;
        var outcome = Failure.Config("the run was not started");
        keeper.Add(lease);
        try
        {
            outcome = isDurable ? await committer.CommitAsync(pending, cancellationToken) : await committer.EnqueueAsync(pending, cancellationToken);
        }
        finally
        {
            // Nobody has the lease of a caller who gave up: it ends by itself.
            if (outcome is not null)
            {
                keeper.Remove(lease);
            }
        }

        if (outcome is not { } failure)
        {
            return new RunCreation(new RunRecord { Start = start, State = RunState.Running, Updated = start.Created, IsOwned = true }, lease);
        }

        return start.IdempotencyKey is not { } key || failure.Type != ErrorType.JournalError ? failure
            : !(await reader.FindAsync(key, cancellationToken)).TryGet(out var known, out _) ? failure
            : new RunCreation(known, Lease: null);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<IRunLease>> AcquireAsync(RunId run, CancellationToken cancellationToken = default)
    {
        // Looked for first, so that a run that is not what was written is not executed.
        if ((await reader.RunAsync(run, cancellationToken)).Failure is { } unknown)
        {
            return unknown;
        }

        var asked = database.Options.Time.GetTimestamp();
        var taken = await database.ReadAsync<long>(
            (connection, cancellationToken) =>
            {
                asked = database.Options.Time.GetTimestamp();
                return Acquisition.TakeAsync(connection, database.Options, tenant, run, cancellationToken);
            },
            cancellationToken);
        if (!taken.TryGet(out var token, out var failure))
        {
            return failure;
        }

        var lease = LeaseOf(run, token, asked);
        lease.IsStored = true;
        keeper.Add(lease);
        return lease;
    }

    /// <inheritdoc/>
    public async ValueTask<Failure?> SendAsync(JournalWrite.ByAnyone write, CancellationToken cancellationToken = default) =>
        CheckSize(write, out var bytes)
        ?? await committer.CommitAsync(new PendingWrite(tenant, bytes) { Write = write, IsDurable = true }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Failure?> FlushAsync(CancellationToken cancellationToken = default) => committer.FlushAsync(tenant, cancellationToken);

    /// <inheritdoc/>
    public IRunWatch Watch(RunId run) => listener.Watch(run);

    /// <inheritdoc/>
    public ValueTask<Outcome<PruneResult>> PruneAsync(Retention retention, CancellationToken cancellationToken = default) =>
        PostgresPruning.PruneAsync(database, tenant, retention, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        reader.RunsAsync(query, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken = default) => reader.RunAsync(run, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(RunId run, TaskPath? path = null, CancellationToken cancellationToken = default) =>
        reader.TasksAsync(run, path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken = default) =>
        reader.TaskPageAsync(run, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<EntryPage>> EntriesAsync(RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken = default) =>
        reader.EntriesAsync(run, task, attempt, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken = default) => reader.InboxAsync(run, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(
        RunId run, long after, CancellationToken cancellationToken = default) => reader.LogsAsync(run, after, cancellationToken);

    /// <summary>Commits what is queued, and closes the connections. A journal of <see cref="ForTenant"/> ends with the one that it is of.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isOwner)
        {
            await listener.DisposeAsync();
            await committer.DisposeAsync();
            await keeper.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    private static async Task<Outcome<PostgresJournal>> OpenAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        await database.PrepareAsync(cancellationToken) is { } failure ? failure : new PostgresJournal(database);

    private PostgresLease LeaseOf(RunId run, long token, long asked) => new(
        tenant, run, token, database.Options.LeaseDuration, asked, database.Options.Time, WriteAsync, ReleaseAsync);

    private async ValueTask<Failure?> WriteAsync(PostgresLease lease, JournalWrite.ByOwner write, Durability durability, CancellationToken cancellationToken)
    {
        if (CheckSize(write, out var bytes) is { } failure)
        {
            return failure;
        }

        var pending = new PendingWrite(tenant, bytes) { Write = write, Lease = lease, IsDurable = durability == Durability.Durable };
        lease.IsBatched &= !pending.IsDurable;
        return pending.IsDurable ? await committer.CommitAsync(pending, cancellationToken) : await committer.EnqueueAsync(pending, cancellationToken);
    }

    /// <summary>Gives a lease up, behind all that was written through it.</summary>
    private async Task ReleaseAsync(PostgresLease lease)
    {
        keeper.Remove(lease);
        var release = new PendingWrite(tenant, 0) { Lease = lease, IsRelease = true };
        _ = lease.IsBatched ? await committer.EnqueueAsync(release, CancellationToken.None) : await committer.CommitAsync(release, CancellationToken.None);
    }

    private Failure? CheckSize(JournalWrite write, out long bytes)
    {
        bytes = WriteSize.Of(write);
        return bytes > database.Options.MaxBytesPerWrite ? JournalFailures.TooLarge("a write", bytes, database.Options.MaxBytesPerWrite) : null;
    }
}
