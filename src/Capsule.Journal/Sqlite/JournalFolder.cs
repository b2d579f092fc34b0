using Capsule.Files;

namespace Capsule.Journal.Sqlite;

/// <summary>Where a project's journal is.</summary>
/// <param name="root">The folder, which is <c>.capsule</c> in a project.</param>
internal sealed class JournalFolder(string root)
{
    internal string Database => Path.Combine(root, "journal.db");

    /// <summary>What SQLite rolls back when it opens the database. There is one only while the database is made, or where it cannot have a log.</summary>
    internal string Rollback => $"{Database}-journal";

    /// <summary>There while somebody suspects the database to be damaged, so that the next one to open it looks closely.</summary>
    internal string Suspicion => Path.Combine(root, "journal.db.suspect");

    /// <summary>Held by everybody who has the database open, and exclusively by whoever creates, migrates or replaces it.</summary>
    internal string DatabaseLock => Path.Combine(Locks, "journal.lock");

    private string Locks => Path.Combine(root, "locks");

    /// <summary>Each run that is being executed is a locked byte of it.</summary>
    internal string RunsLock => Path.Combine(Locks, "runs.lock");

    /// <summary>Makes the folder. What is in it is nobody's source.</summary>
    /// <exception cref="IOException">It cannot be made, or leads elsewhere.</exception>
    internal void Create()
    {
        RefuseLinks(root, Locks);

        // Threat: arguments and answers hold secrets, which other users of the machine must not read.
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var ignore = Path.Combine(root, ".gitignore");
        RefuseLinks(Database, $"{Database}-wal", $"{Database}-shm", Rollback, Suspicion, DatabaseLock, RunsLock, ignore);
        Directory.CreateDirectory(Locks);
        if (!File.Exists(ignore))
        {
            File.WriteAllText(ignore, "*\n");
        }
    }

    /// <summary>Names the database after what happened to it, with the files that SQLite keeps beside it.</summary>
    internal string MoveAside(DateTimeOffset now)
    {
        var aside = $"{Database}.damaged-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}";
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            if (File.Exists(Database + suffix))
            {
                File.Move(Database + suffix, aside + suffix, overwrite: true);
            }
        }

        File.Delete(Suspicion);
        return aside;
    }

    /// <summary>
    /// Threat: a project from elsewhere may bring a folder whose links have us write to other places, or whose pipes have us wait.
    /// </summary>
    private static void RefuseLinks(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            var status = FileStatus.Of(Path.TrimEndingDirectorySeparator(path), isLinkFollowed: false);
            if (status is { IsLink: true })
            {
                throw new IOException($"{path} is a symbolic link: remove it");
            }

            if (status is { IsFile: false, IsFolder: false })
            {
                throw new IOException($"{path} is a pipe, a socket or a device: remove it");
            }
        }
    }
}
