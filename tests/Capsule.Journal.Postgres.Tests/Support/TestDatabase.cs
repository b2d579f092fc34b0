using System.Globalization;
using Npgsql;

namespace Capsule.Journal.Postgres.Tests.Support;

/// <summary>A schema of a server for one test.</summary>
internal sealed class TestDatabase(PostgresServer server)
{
    private static int count;

    internal string ConnectionString => server.ConnectionString;

    internal string Schema { get; } = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}");

    internal Task<PostgresJournal> OpenAsync(PostgresJournalOptions? options = null) =>
        PostgresJournal.OpenAsync(ConnectionString, (options ?? new()) with { Schema = Schema }, TestContext.Current.CancellationToken);

    /// <summary>Has all leases end, as time would.</summary>
    internal Task EndLeasesAsync() => ExecuteAsync("UPDATE {s}.leases SET until = clock_timestamp() WHERE until IS NOT NULL");

    /// <summary>Runs a statement that says <c>{s}</c> for the schema.</summary>
    internal async Task<object?> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql.Replace("{s}", Schema, StringComparison.Ordinal));
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
