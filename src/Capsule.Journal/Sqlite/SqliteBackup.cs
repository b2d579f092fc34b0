using Capsule.Files;
using Capsule.Journaling;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// Copies a database while others write to it (sqlite.org/backup.html): what it was at one moment, which a transaction that only reads holds for
/// as long as the copy takes. Nobody waits for it.
/// </summary>
internal static class SqliteBackup
{
    /// <summary>How many pages are copied before anybody is asked whether to go on: 4 MiB.</summary>
    private const int PagesOfStep = 1024;

    private const string Main = "main";

    /// <summary>Gives the size of the copy, or why there is none.</summary>
    /// <param name="open">Opens the database.</param>
    /// <param name="path">The copy, which must not be there yet.</param>
    /// <param name="cancellationToken">Ends it; what was copied is deleted.</param>
    internal static Outcome<long> Copy(Func<SqliteSession> open, string path, CancellationToken cancellationToken)
    {
        if (FileStatus.Of(path, isLinkFollowed: false) is not null)
        {
            return Failure.Config($"{path} is there already: a backup replaces nothing; name another file, or remove it");
        }

        // Half of a backup must not have the name of one.
        var partial = $"{path}.{Guid.NewGuid():n}.partial";
        try
        {
            // Threat: arguments and answers hold secrets. SQLite would give the file the rights of any other.
            RegularFile.OpenOrCreate(partial).Dispose();
            CopyTo(open, partial, cancellationToken);
            File.Move(partial, path, overwrite: false);
            return new FileInfo(path).Length;
        }
        catch (SqliteException e)
        {
            return SqliteFailures.Describe(e, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return JournalFailures.Because($"the backup {path} cannot be written: {e.Message}");
        }
        finally
        {
            foreach (var left in ((string[])["", "-journal", "-wal", "-shm"]).Select(suffix => partial + suffix).Where(File.Exists))
            {
                File.Delete(left);
            }
        }
    }

    private static void CopyTo(Func<SqliteSession> open, string path, CancellationToken cancellationToken)
    {
        using var source = open();
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        target.Open();

        // A copy that was begun would be begun again with each write of others, if the first page were not read before.
        source.Execute("BEGIN");
        _ = source.Number("SELECT count(*) FROM runs WHERE seq = 0");
        using var backup = raw.sqlite3_backup_init(target.Handle, Main, source.Handle, Main);
        Check(backup is null ? raw.sqlite3_errcode(target.Handle) : raw.SQLITE_OK, target);
        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesOfStep);
        }
        while (code == raw.SQLITE_OK);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code, target);
        source.Execute("COMMIT");
    }

    private static void Check(int code, SqliteConnection target)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(target.Handle).utf8_to_string(), code & 0xff, code);
        }
    }
}
