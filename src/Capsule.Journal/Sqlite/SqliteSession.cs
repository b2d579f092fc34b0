using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Capsule.Journal.Sqlite;

/// <summary>A connection with its prepared statements. For one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly StepLimit steps;
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);
    private bool isFull;

    private SqliteSession(SqliteConnection connection, string path)
    {
        this.connection = connection;
        steps = new StepLimit(path);
    }

    /// <summary>Opens a database, which is made if it is not there.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is no database.</exception>
    internal static SqliteSession Open(string path, SqliteJournalOptions options)
    {
        var address = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            // Zero would mean for ever.
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        };
        var session = new SqliteSession(new SqliteConnection(address.ToString()), path);
        try
        {
            session.connection.Open();
            SqliteDefences.Apply(session.connection.Handle!, options);
            session.steps.Watch(session.connection.Handle!);
            session.Configure(options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The connection, for what is no statement.</summary>
    internal sqlite3 Handle => connection.Handle!;

    /// <summary>Runs a statement with values for $1, $2 and so on; gives the number of rows that it changed.</summary>
    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query with values for $1, $2 and so on. A session has one open reader per query.</summary>
    internal SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteReader();

    /// <summary>The first value of a query's first row, or 0.</summary>
    internal long Number(string sql, params ReadOnlySpan<object?> values) =>
        Convert.ToInt64(Prepare(sql, values).ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);

    /// <summary>How much its files can hold, for whoever keeps what a query gives.</summary>
    internal RowBudget Budget() => new(steps.FileSize());

    /// <summary>Chooses whether the next commits wait for the disk.</summary>
    internal void Synchronize(bool full)
    {
        if (full != isFull)
        {
            Execute(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            isFull = full;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private void Configure(SqliteJournalOptions options)
    {
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={(long)options.BusyTimeout.TotalMilliseconds}"));
        Execute("PRAGMA synchronous=NORMAL");
        Execute("PRAGMA foreign_keys=ON");

        // The last one to close would copy the log into the database, which waits for the disk: every short run would pay for it.
        // What is committed is in the log as well, and it is copied when it has grown.
        _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

        Execute("PRAGMA cell_size_check=ON");
        Execute("PRAGMA journal_size_limit=16777216");
        if (options.MaxBytes is { } most)
        {
            var pages = Math.Max(1, most / Number("PRAGMA page_size"));
            Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages}"));
        }
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        steps.Begin();
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
            }

            commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
