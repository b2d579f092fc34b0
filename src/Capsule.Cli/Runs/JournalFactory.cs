using Capsule.Journal.Sqlite;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Opens the journals of folders: all else of the command knows only that there are some.</summary>
internal static class JournalFactory
{
    /// <summary>Opens a folder's journal, which is made if it is not there. Tests have one opened that fails where they say.</summary>
    internal static Func<string, Outcome<IJournal>> Open { get; set; } = OpenSqlite;

    /// <summary>Whether a folder has a journal.</summary>
    internal static bool Exists(string folder) => SqliteJournal.Exists(folder);

    /// <summary>Copies a journal into a file; gives its size.</summary>
    internal static Task<Outcome<long>> BackupAsync(IJournal journal, string path, CancellationToken cancellationToken) => journal is SqliteJournal sqlite
        ? sqlite.TryBackupAsync(path, cancellationToken)
        : Task.FromResult<Outcome<long>>(Failure.Config($"{journal.Location} is no file: back it up with the database's own means"));

    private static Outcome<IJournal> OpenSqlite(string folder) =>
        SqliteJournal.TryOpen(folder).TryGet(out var journal, out var failure) ? journal : failure;
}
