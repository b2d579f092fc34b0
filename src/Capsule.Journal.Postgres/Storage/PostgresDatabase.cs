using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>A database: its connections, and what is done when one is lost.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly NpgsqlDataSource source;
    private readonly bool isOwn;

    /// <param name="source">Gives connections.</param>
    /// <param name="isOwn">Whether it ends with this.</param>
    /// <param name="options">How the journal behaves.</param>
    internal PostgresDatabase(NpgsqlDataSource source, bool isOwn, PostgresJournalOptions options)
    {
        (this.source, this.isOwn, Options) = (source, isOwn, options);
        var address = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Location = $"postgresql://{address.Host}:{address.Port}/{address.Database ?? address.Username}, schema {options.Schema}";
    }

    internal PostgresJournalOptions Options { get; }

    /// <summary>Where it is, for messages, without what is secret.</summary>
    internal string Location { get; }

    /// <summary>Makes one with connections whose statements end in time, whatever becomes of this process.</summary>
    internal static Outcome<PostgresDatabase> TryCreate(string connectionString, PostgresJournalOptions options)
    {
        try
        {
            return new PostgresDatabase(CreateSource(connectionString, options), isOwn: true, options);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or NotSupportedException)
        {
            return Failure.Config($"the connection string of the journal cannot be read: {e.Message}");
        }
    }

    private static NpgsqlDataSource CreateSource(string connectionString, PostgresJournalOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var address = builder.ConnectionStringBuilder;
        address.MaxAutoPrepare = address.MaxAutoPrepare == 0 ? 64 : address.MaxAutoPrepare;
        address.AutoPrepareMinUsages = 2;
        if (!address.ShouldSerialize("Maximum Pool Size"))
        {
            // A server has a hundred connections for all.
            address.MaxPoolSize = 20;
        }

        address.ApplicationName ??= "capsule";
        var statement = (long)options.StatementTimeout.TotalMilliseconds;
        var limits = $"-c statement_timeout={statement} -c lock_timeout={statement} -c idle_in_transaction_session_timeout={statement} -c client_encoding=UTF8";
        address.Options = address.Options is { Length: > 0 } given ? $"{limits} {given}" : limits;
        return builder.Build();
    }

    /// <summary>Makes the tables, or brings them up to date. Gives null, or why it cannot be used; it is disposed of then.</summary>
    internal async Task<Failure?> PrepareAsync(CancellationToken cancellationToken)
    {
        var version = await ReadAsync<int>(
            async (connection, cancellationToken) => await Migration.ApplyAsync(
                connection, Options.Schema, Location, SchemaScripts.All, cancellationToken) is { } failure ? failure : SchemaScripts.All.Count,
            cancellationToken);
        if (version.Failure is not null)
        {
            await DisposeAsync();
        }

        return version.Failure;
    }

    internal ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken = default) => source.OpenConnectionAsync(cancellationToken);

    /// <summary>The failure, for the user.</summary>
    internal Failure Describe(Exception e) => PostgresFailures.Describe(e, Location);

    /// <summary>Reads something; waits for a database that cannot be reached, within bounds.</summary>
    internal async ValueTask<Outcome<T>> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellationToken)
    {
        var start = Options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync(cancellationToken);
                return await read(connection, cancellationToken);
            }
            catch (Exception e) when (IsWorthWaiting(e, start))
            {
                await PauseAsync(cancellationToken);
            }
            catch (Exception e) when (PostgresFailures.IsExpected(e))
            {
                return Describe(e);
            }
        }
    }

    /// <summary>Whether it may succeed if it is tried again, and there is time left for that.</summary>
    internal bool IsWorthWaiting(Exception e, long start) =>
        (PostgresFailures.IsOfConnection(e) || PostgresFailures.IsOfOthers(e)) && Options.Time.GetElapsedTime(start) < Options.ReconnectTimeout;

    internal Task PauseAsync(CancellationToken cancellationToken = default) => Task.Delay(Pause, Options.Time, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => isOwn ? source.DisposeAsync() : default;
}
