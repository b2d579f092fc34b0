using Capsule.Journal.Ownership;
using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// Opens a database that others may be opening, creating or migrating. Everybody who has it open shares a lock; whoever changes
/// its schema, or replaces it, has the lock alone, so nobody goes on writing to a file that was moved aside.
/// </summary>
internal sealed class JournalOpener(JournalFolder folder, SqliteJournalOptions options, Schema schema)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly List<string> warnings = [];

    internal IReadOnlyList<string> Warnings => warnings;

    /// <summary>Gives the shared lock of a database that is ready for use.</summary>
    internal Outcome<FileLease> Open()
    {
        try
        {
            folder.Create();
            return Share();
        }
        catch (SqliteException e)
        {
            return SqliteFailures.Describe(e, folder.Database);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return JournalFailures.Because($"the journal {folder.Database} cannot be opened: {e.Message}");
        }
    }

    private Outcome<FileLease> Share()
    {
        var start = options.Time.GetTimestamp();
        while (true)
        {
            var lease = FileLease.TryTake(folder.DatabaseLock, isShared: true, options.BusyTimeout);
            if (lease is null)
            {
                return SqliteFailures.InUse(folder.Database, "is being worked on");
            }

            var (state, version) = Inspect();
            if (state == SchemaState.Ready)
            {
                // Whoever had a suspicion was wrong, or the disk was.
                File.Delete(folder.Suspicion);
                return lease;
            }

            lease.Dispose();
            var failure = state == SchemaState.Younger
                ? SqliteFailures.Younger(folder.Database, version, schema.Current)
                : WorkAlone(state, options.BusyTimeout - options.Time.GetElapsedTime(start));
            if (failure is not null)
            {
                return failure;
            }
        }
    }

    /// <summary>
    /// Does what only one may do. Those who share the journal may keep it for days, and one of them may have done the work
    /// already: so after a moment it is looked at again.
    /// </summary>
    private Failure? WorkAlone(SchemaState expected, TimeSpan patience)
    {
        using var lease = FileLease.TryTake(folder.DatabaseLock, isShared: false, LookAgain);
        if (lease is null && patience > TimeSpan.Zero)
        {
            return null;
        }

        if (lease is null)
        {
            var work = expected == SchemaState.Damaged ? "is damaged" : "has to be brought up to date";
            return SqliteFailures.InUse(folder.Database, work);
        }

        // Somebody else may have done the work meanwhile.
        var (state, _) = Inspect();
        if (state == SchemaState.Damaged)
        {
            var aside = folder.MoveAside(options.Time.GetUtcNow());
            warnings.Add($"the journal {folder.Database} was damaged: it is now {aside}, and a new one was begun without its runs");
            state = SchemaState.Older;
        }

        if (state == SchemaState.Older)
        {
            using var session = SqliteSession.Open(folder.Database, options);
            schema.Migrate(session);
        }

        return null;
    }

    private (SchemaState State, long Version) Inspect()
    {
        try
        {
            if (RollbackFile.NamesAnother(folder.Rollback))
            {
                return (SchemaState.Damaged, 0);
            }

            using var session = SqliteSession.Open(folder.Database, options);
            return (schema.Inspect(session, File.Exists(folder.Suspicion)), Schema.Version(session));
        }
        catch (Exception e) when (SqliteFailures.IsDamage(e) || SqliteFailures.IsOfSchema(e))
        {
            return (SchemaState.Damaged, 0);
        }
    }
}
