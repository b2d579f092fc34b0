using SQLitePCL;

namespace Capsule.Journal.Sqlite;

/// <summary>Ends a statement that takes more steps than a database of its size can be worth.</summary>
/// <remarks>
/// Threat: pages of a stranger's file that are shared. Twenty pages whose cells all lead to the next one are a table of more rows than
/// anybody can count, and SQLite, which walks a table page by page, does not notice.
/// </remarks>
/// <param name="path">The database.</param>
internal sealed class StepLimit(string path)
{
    private const int Interval = 1_000_000;

    /// <summary>For what does not depend on the size: at most a second.</summary>
    private const long Least = 5_000_000;

    /// <summary>Of a row with its place in an index, which has twenty bytes at least, checking it takes about a hundred.</summary>
    private const long PerByte = 16;

    private long taken;

    /// <summary>Has SQLite ask from now on.</summary>
    internal void Watch(sqlite3 connection) =>
        raw.sqlite3_progress_handler(connection, Interval, static limit => ((StepLimit)limit).IsReached() ? 1 : 0, this);

    /// <summary>Counts anew, for another statement.</summary>
    internal void Begin() => taken = 0;

    /// <summary>How large the database is on the disk, its log included.</summary>
    internal long FileSize() => SizeOf(path) + SizeOf(path + "-wal");

    private bool IsReached()
    {
        taken += Interval;
        return taken > Least + (PerByte * FileSize());
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;
}
