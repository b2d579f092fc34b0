using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>The table of entries: the log that is replayed.</summary>
internal static class EntryRows
{
    internal const string Select = """
        SELECT position, kind, signature, payload, time, signal, checksum FROM entries
        WHERE run = (SELECT seq FROM runs WHERE id = $1) AND task = $2 AND attempt = $3 AND position >= $4 ORDER BY position
        """;

    private const string NextPosition = """
        SELECT coalesce(max(position), -1) + 1 FROM entries
        WHERE run = (SELECT seq FROM runs WHERE id = $1) AND task = $2 AND attempt = $3
        """;

    private const string InsertNext = """
        INSERT INTO entries (run, task, attempt, position, kind, signature, payload, time, signal, checksum)
        SELECT seq, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM runs WHERE id = $1 AND $4 =
        (SELECT coalesce(max(position), -1) + 1 FROM entries WHERE run = runs.seq AND task = $2 AND attempt = $3)
        """;

    private const string Consume = """
        UPDATE signals SET consumed = 1
        WHERE seq = $1 AND consumed = 0 AND run = (SELECT seq FROM runs WHERE id = $2)
        """;

    /// <summary>Appends an entry, and consumes its signal: both or neither.</summary>
    internal static Failure? Append(SqliteSession session, JournalEntry entry)
    {
        var run = entry.Run.ToString();
        if (entry.Signal is { } signal)
        {
            return AppendWithSignal(session, entry, run, signal);
        }

        return Insert(session, entry, run) ? null : Explain(session, entry, run);
    }

    private static Failure? AppendWithSignal(SqliteSession session, JournalEntry entry, string run, long signal)
    {
        session.Execute("SAVEPOINT entry");
        var isConsumed = session.Execute(Consume, signal, run) == 1;
        var isInserted = isConsumed && Insert(session, entry, run);
        if (!isInserted)
        {
            session.Execute("ROLLBACK TO entry");
        }

        session.Execute("RELEASE entry");
        return isInserted ? null : isConsumed ? Explain(session, entry, run) : JournalFailures.SignalConsumed(entry);
    }

    private static bool Insert(SqliteSession session, JournalEntry entry, string run) => session.Execute(
        InsertNext,
        run,
        entry.Task.ToString(),
        entry.Attempt,
        entry.Position,
        entry.Kind,
        entry.Signature,
        entry.Payload.ToStored(),
        entry.Time.ToMicroseconds(),
        entry.Signal,
        Checksum.Of(entry)) == 1;

    private static Failure Explain(SqliteSession session, JournalEntry entry, string run) =>
        RunRows.Find(session, RunRows.SelectOne, run) is null
            ? JournalFailures.NoSuchRun(entry.Run)
            : JournalFailures.WrongPosition(entry, session.Number(NextPosition, run, entry.Task.ToString(), entry.Attempt));
}
