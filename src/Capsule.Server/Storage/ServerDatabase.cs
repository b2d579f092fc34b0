using Capsule.Files;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Storage;

/// <summary>A database of the server's data, in one file. Whoever uses it holds <see cref="Gate"/>.</summary>
internal sealed class ServerDatabase : IDisposable
{
    private readonly SqliteConnection connection;

    private ServerDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>A connection does one thing at a time.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Opens a file, and makes it where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">What makes of each format the next one, from an empty file on.</param>
    /// <param name="contents">What is in it, for messages.</param>
    internal static Outcome<ServerDatabase> Open(string path, IReadOnlyList<string> migrations, string contents)
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
            if (version > migrations.Count)
            {
                connection.Dispose();
                return Failure.Config($"{path} has format {version}, and this server reads format {migrations.Count}: it was written by another version of Capsule");
            }

            for (var next = (int)version; next < migrations.Count; next++)
            {
                database.Execute($"BEGIN IMMEDIATE; {migrations[next]} PRAGMA user_version = {next + 1}; COMMIT");
            }

            return database;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            return Failure.Config($"{path} cannot be used: {e.Message}; {contents} are in it: restore it from a backup, or remove it to begin without any");
        }
    }

    /// <summary>Does all of something, or nothing of it.</summary>
    internal void InTransaction(Action change)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            change();
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Some failures, such as a full disk, end a transaction by themselves.</summary>
    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
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

    /// <summary>Reads the first row; null where there is none.</summary>
    internal T? Find<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
        where T : class => Query(sql, read, values) is [var first, ..] ? first : null;

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
