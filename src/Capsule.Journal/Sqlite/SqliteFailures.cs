using System.Text.Json;
using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>Says what SQLite's result codes mean for a user (sqlite.org/rescode.html).</summary>
internal static class SqliteFailures
{
    private const int Error = 1;
    private const int Perm = 3;
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Interrupt = 9; // only StepLimit interrupts
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>Whether the file is not what it was: says SQLite, or say values that were never written so.</summary>
    internal static bool IsDamage(Exception e) => e is SqliteException sqlite
        ? sqlite.SqliteErrorCode is Corrupt or NotADatabase or Interrupt
        : IsExpected(e);

    /// <summary>Whether the tables are not ours: they need what SQLite does not have, or are beyond its limits.</summary>
    internal static bool IsOfSchema(Exception e) => e is SqliteException { SqliteErrorCode: Error or TooBig };

    /// <summary>Whether using a file, whatever is in it, may end so.</summary>
    internal static bool IsExpected(Exception e) => e is SqliteException
        or InvalidDataException or InvalidCastException or InvalidOperationException or ArgumentException or JsonException
        or OverflowException;

    /// <summary>Whether only the one statement failed, so that others of its transaction may still be committed.</summary>
    internal static bool IsOfStatement(Exception e) =>
        e is InvalidDataException or SqliteException { SqliteErrorCode: TooBig or Constraint };

    /// <summary>The failure, for the user.</summary>
    internal static Failure Describe(Exception e, string path) => JournalFailures.Because(Code(e) switch
    {
        Full => $"there is no space for the journal {path}: free some, or forget old runs with 'capsule runs prune'",
        InputOutput => $"the disk failed under the journal {path} ({e.Message}): see the system's log",
        Busy => $"the journal {path} was in use by another process for too long: try again",
        ReadOnly or Perm => $"the journal {path} cannot be written: give this user the right to write it and its folder",
        CannotOpen => $"the journal {path} cannot be opened: check its folder's permissions",
        Corrupt =>
            $"the journal {path} is damaged ({e.Message}): end the processes that use it, for the next one to look at it closely",
        _ => $"the journal {path} failed: {e.Message}",
    });

    private static int Code(Exception e) => IsDamage(e) ? Corrupt : ((SqliteException)e).SqliteErrorCode;

    /// <summary>A journal that is too young.</summary>
    internal static Failure Younger(string path, long version, int current) => JournalFailures.Because(
        $"the journal {path} has format version {version}, and this Capsule reads versions up to {current}: use the newer Capsule");

    /// <summary>A journal that cannot be worked on.</summary>
    internal static Failure InUse(string path, string work) => JournalFailures.Because(
        $"the journal {path} {work}, but other processes are using it: end them and try again");
}
