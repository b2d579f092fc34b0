using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>The table of signals, and requests to cancel.</summary>
internal static class SignalRows
{
    internal const string SelectPending = """
        SELECT seq, name, payload, time FROM signals
        WHERE run = (SELECT seq FROM runs WHERE id = $1) AND consumed = 0 ORDER BY seq
        """;

    private const string InsertSignal = """
        INSERT INTO signals (run, name, payload, time, consumed)
        SELECT seq, $2, $3, $4, 0 FROM runs WHERE id = $1 AND ended_at IS NULL
        """;

    private const string UpdateCancel = """
        UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, $2) WHERE id = $1 AND ended_at IS NULL
        """;

    /// <summary>Sends a signal; false when the run has ended, or is not there.</summary>
    internal static bool Send(SqliteSession session, JournalWrite.SendSignal signal) => session.Execute(
        InsertSignal, signal.Id.ToString(), signal.Name, signal.Payload, signal.Time.ToMicroseconds()) == 1;

    /// <summary>Asks for a run to be cancelled; false when it has ended, or is not there.</summary>
    internal static bool RequestCancel(SqliteSession session, JournalWrite.RequestCancel request) =>
        session.Execute(UpdateCancel, request.Id.ToString(), request.Time.ToMicroseconds()) == 1;
}
