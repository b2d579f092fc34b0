using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>Makes writes, within the transaction of a session. Each is made as a whole, or not at all.</summary>
internal static class SqliteWrites
{
    internal static Failure? Apply(SqliteSession session, JournalWrite write) => write switch
    {
        JournalWrite.AppendEntry append => EntryRows.Append(session, append.Entry),
        JournalWrite.RecordTask record => TaskRows.Write(session, record.Task) ? null : Explain(session, record),
        JournalWrite.ChangeRun change => RunRows.Update(session, change) ? null : Explain(session, write),
        JournalWrite.AppendLog append => LogRows.Append(session, append.Log) ? null : Explain(session, write),
        JournalWrite.SendSignal send => SignalRows.Send(session, send) ? null : Explain(session, write),
        JournalWrite.RequestCancel request => SignalRows.RequestCancel(session, request) ? null : Explain(session, write),
        _ => throw new ArgumentOutOfRangeException(nameof(write), write, "not a write that the journal knows"),
    };

    private static Failure Explain(SqliteSession session, JournalWrite write) =>
        RunRows.Find(session, RunRows.SelectOne, write.Run.ToString()) is not { } run
            ? JournalFailures.NoSuchRun(write.Run)
            : write is JournalWrite.RecordTask record
                ? JournalFailures.TaskEnded(record.Task)
                : write is JournalWrite.SendSignal or JournalWrite.RequestCancel ? JournalFailures.TooLate(write.Run, run.Status)
                : JournalFailures.RunEnded(write.Run, run.Status);
}
