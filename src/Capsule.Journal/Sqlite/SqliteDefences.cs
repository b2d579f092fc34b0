using SQLitePCL;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// What SQLite advises for files that somebody else may have made (sqlite.org/security.html). It holds from before the first look at
/// the file, so also while its tables are compared with ours.
/// </summary>
internal static class SqliteDefences
{
    private const int LeastLength = 256 << 20;
    private const int ViewsEnabled = 1015; // SQLITE_DBCONFIG_ENABLE_VIEW
    private const int TriggersEnabled = 1003; // SQLITE_DBCONFIG_ENABLE_TRIGGER
    private const int Defensive = 1010; // SQLITE_DBCONFIG_DEFENSIVE
    private const int WritableSchema = 1011; // SQLITE_DBCONFIG_WRITABLE_SCHEMA
    private const int QuotedStringsInStatements = 1013; // SQLITE_DBCONFIG_DQS_DML
    private const int TrustedSchema = 1017; // SQLITE_DBCONFIG_TRUSTED_SCHEMA

    /// <summary>Limits of SQLite by number (sqlite.org/c3ref/c_limit_attached.html), with the most that our own statements need.</summary>
    private static readonly (int Limit, int Most)[] Limits =
    [
        (1, 64 << 10), // SQLITE_LIMIT_SQL_LENGTH
        (2, 64), // SQLITE_LIMIT_COLUMN
        (3, 64), // SQLITE_LIMIT_EXPR_DEPTH
        (4, 4), // SQLITE_LIMIT_COMPOUND_SELECT
        (5, 25_000), // SQLITE_LIMIT_VDBE_OP
        (6, 16), // SQLITE_LIMIT_FUNCTION_ARG
        (7, 0), // SQLITE_LIMIT_ATTACHED
        (8, 64), // SQLITE_LIMIT_LIKE_PATTERN_LENGTH
        (9, 64), // SQLITE_LIMIT_VARIABLE_NUMBER
        (10, 8), // SQLITE_LIMIT_TRIGGER_DEPTH: what belongs to a run is deleted with it
        (11, 0), // SQLITE_LIMIT_WORKER_THREADS
    ];

    /// <summary>Applies them to a connection that was just opened.</summary>
    internal static void Apply(sqlite3 connection, SqliteJournalOptions options)
    {
        // SQLITE_LIMIT_LENGTH holds for a row too, which may have the largest arguments and the largest envelope.
        raw.sqlite3_limit(connection, 0, (int)Math.Min(1_000_000_000, Math.Max(LeastLength, 4L * options.MaxBytesPerWrite)));
        foreach (var (limit, most) in Limits)
        {
            raw.sqlite3_limit(connection, limit, most);
        }

        _ = raw.sqlite3_db_config(connection, Defensive, 1, out _);
        foreach (var disabled in (int[])[TrustedSchema, WritableSchema, ViewsEnabled, TriggersEnabled, QuotedStringsInStatements])
        {
            _ = raw.sqlite3_db_config(connection, disabled, 0, out _);
        }
    }
}
