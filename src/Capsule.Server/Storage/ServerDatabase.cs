using Capsule.Files;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Storage;

/// <summary>The file <c>server.db</c> of the server's data, with its keys and tenants. Whoever uses it holds <see cref="Gate"/>.</summary>
internal sealed class ServerDatabase : IDisposable
{
    /// <summary>What makes of each format the next one, from an empty file on.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE api_keys (
          id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, hash BLOB NOT NULL,
          created INTEGER NOT NULL, expires INTEGER, last_used INTEGER) STRICT;
        """,
        // Whoever administered the server is its operator from then on.
        """
        CREATE TABLE tenants (
          name TEXT PRIMARY KEY, created INTEGER NOT NULL, state INTEGER NOT NULL,
          max_concurrent INTEGER, compute_per_minute INTEGER, compute_per_day INTEGER, max_bodies INTEGER,
          used_day INTEGER NOT NULL DEFAULT 0, used_compute INTEGER NOT NULL DEFAULT 0) STRICT;
        INSERT INTO tenants (name, created, state) VALUES ('default', unixepoch(), 0);
        INSERT INTO tenants (name, created, state) SELECT DISTINCT tenant, unixepoch(), 0 FROM api_keys WHERE tenant <> 'default';
        UPDATE api_keys SET role = 3 WHERE tenant = 'default' AND role = 2;
        """,
    ];

    private readonly SqliteConnection connection;

    private ServerDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>A connection does one thing at a time.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Opens the file, and makes it where there is none.</summary>
    internal static Outcome<ServerDatabase> Open(string path)
    {
        RegularFile.OpenOrCreate(path).Dispose(); // readable by nobody else, and no link
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var database = new ServerDatabase(connection);
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            using var command = database.Command("PRAGMA user_version");
            var version = (long)command.ExecuteScalar()!;
            if (version > Migrations.Length)
            {
                connection.Dispose();
                return Failure.Config($"{path} has format {version}, and this server reads format {Migrations.Length}: it was written by another version of Capsule");
            }

            for (var next = version; next < Migrations.Length; next++)
            {
                database.Execute($"BEGIN IMMEDIATE; {Migrations[next]} PRAGMA user_version = {next + 1}; COMMIT");
            }

            return database;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            return Failure.Config($"{path} cannot be used: {e.Message}; the API keys are in it: restore it from a backup, or remove it to begin without any");
        }
    }

    /// <summary>Does all of something, or nothing of it.</summary>
    internal void InTransaction(Action change)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            change();
        }
        catch
        {
            Execute("ROLLBACK");
            throw;
        }

        Execute("COMMIT");
    }

    /// <summary>Executes a statement; gives how many rows it changed.</summary>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads rows.</summary>
    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Makes a command. Threat: a connection keeps each that is not disposed of, and anybody who has the port causes some.</summary>
    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
