using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>The table of what tasks printed.</summary>
internal static class LogRows
{
    internal const string Select = """
        SELECT seq, task, channel, time, bytes FROM logs
        WHERE run = (SELECT seq FROM runs WHERE id = $1) AND seq > $2 ORDER BY seq
        """;

    private const string InsertLog = """
        INSERT INTO logs (run, task, channel, time, bytes) SELECT seq, $2, $3, $4, $5 FROM runs WHERE id = $1
        """;

    /// <summary>Appends something; false when there is no such run.</summary>
    internal static bool Append(SqliteSession session, LogRecord log) => session.Execute(
        InsertLog,
        log.Run.ToString(),
        log.Task.ToString(),
        log.Channel == LogChannel.Error ? 2 : 1,
        log.Time.ToMicroseconds(),
        log.Bytes.ToStored()) == 1;
}
