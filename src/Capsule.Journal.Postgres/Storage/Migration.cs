using System.Globalization;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Brings a schema up to date, in one transaction, one process at a time.</summary>
internal static class Migration
{
    private const int LeastServer = 150000;

    /// <summary>Gives null, or why the schema cannot be used.</summary>
    internal static async Task<Failure?> ApplyAsync(
        NpgsqlConnection connection, string schema, string location, IReadOnlyList<string> scripts, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion is var server && (server.Major * 10000) + server.Minor < LeastServer)
        {
            return Failure.Config($"{location} is PostgreSQL {server}: a journal needs version 15 or later");
        }

        // What is there already needs no right to create it.
        if (await VersionAsync(connection, schema, cancellationToken) is { } known && known == scripts.Count)
        {
            return null;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('capsule journal {schema}', 0))", cancellationToken);
        var version = await VersionAsync(connection, schema, cancellationToken) ?? 0;
        if (version > scripts.Count)
        {
            return PostgresFailures.Younger(location, version, scripts.Count);
        }

        if (version == 0)
        {
            await ExecuteAsync(
                connection,
                $"""
                DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{schema}') THEN CREATE SCHEMA {schema}; END IF; END $$;
                CREATE TABLE {schema}.journal_version (version integer NOT NULL);
                INSERT INTO {schema}.journal_version VALUES (0)
                """,
                cancellationToken);
        }

        foreach (var script in scripts.Skip(version))
        {
            await ExecuteAsync(connection, script.Replace("{s}", schema, StringComparison.Ordinal), cancellationToken);
        }

        await ExecuteAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"UPDATE {schema}.journal_version SET version = {scripts.Count}"),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static async Task<int?> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        // Not to_regclass: it believes what the session remembers of before the lock.
        await using var exists = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = '{schema}' AND tablename = 'journal_version')", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        await using var version = new NpgsqlCommand($"SELECT version FROM {schema}.journal_version", connection);
        return await version.ExecuteScalarAsync(cancellationToken) is int number ? number : null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
