using Capsule.Journal.Ownership;
using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>Forgets ended runs, each in a transaction of its own, so that nobody has to wait for long.</summary>
internal sealed class SqlitePruning(
    JournalFolder folder, RunLocks locks, SqliteReader reader, Func<SqliteSession> open, Func<Exception, Failure> describe)
{
    private const string DeleteRun = "DELETE FROM runs WHERE id = $1 AND ended_at IS NOT NULL";

    /// <param name="retention">Which runs.</param>
    /// <param name="enqueue">Has something committed.</param>
    internal async ValueTask<Outcome<PruneResult>> PruneAsync(
        Retention retention, Func<RunId, Func<SqliteSession, Failure?>, Task<Failure?>> enqueue)
    {
        if (!reader.Prunable(retention).TryGet(out var runs, out var failure))
        {
            return failure;
        }

        var before = Length();
        var count = 0;
        foreach (var run in runs)
        {
            // Whoever takes it afterwards finds that there is no such run.
            using var ownership = locks.TryTake(run);
            if (ownership is null)
            {
                continue;
            }

            if (await enqueue(run, session => Delete(session, run)) is { } lost)
            {
                return lost;
            }

            count++;
        }

        return Shrink() is { } notShrunk ? notShrunk : new PruneResult(count, Math.Max(0, before - Length()));
    }

    private static Failure? Delete(SqliteSession session, RunId run)
    {
        session.Execute(DeleteRun, run.ToString());
        return null;
    }

    /// <summary>Gives free pages back to the system. Others may be reading, and then the file shrinks later.</summary>
    private Failure? Shrink()
    {
        try
        {
            using var session = open();
            Drain(session, "PRAGMA incremental_vacuum");
            Drain(session, "PRAGMA wal_checkpoint(TRUNCATE)");
            return null;
        }
        catch (Exception e) when (SqliteFailures.IsExpected(e))
        {
            return describe(e);
        }
    }

    /// <summary>Such a statement does its work step by step, a page at a time.</summary>
    private static void Drain(SqliteSession session, string sql)
    {
        using var row = session.Query(sql);
        while (row.Read())
        {
        }
    }

    private long Length() => new FileInfo(folder.Database).Length
        + (File.Exists($"{folder.Database}-wal") ? new FileInfo($"{folder.Database}-wal").Length : 0);
}
