using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Reads runs, and refuses those that are not what was written.</summary>
internal static class Rows
{
    /// <summary>The columns of a run, in the order in which <see cref="ReadRun"/> expects them. <c>r</c> is the run, <c>l</c> its lease.</summary>
    internal const string RunColumns = """
        r.id, r.idempotency_key, r.program, r.program_hash, r.task, r.arguments, r.argv, r.durable, r.overrides, r.status, r.wake_at,
        r.awaited_signal, r.envelope, r.created_at, r.updated_at, r.ended_at, r.cancel_requested_at, r.checksum,
        coalesce(l.until > clock_timestamp(), false)
        """;

    /// <summary>The same without what may be long.</summary>
    internal static readonly string BriefRunColumns =
        RunColumns.Replace("r.arguments", "''", StringComparison.Ordinal).Replace("r.envelope", "NULL", StringComparison.Ordinal);

    /// <summary>Reads a run. One that is running without an owner was interrupted.</summary>
    internal static RunRecord ReadRun(NpgsqlDataReader row)
    {
        var run = JournalRows.ReadRun(row, row.GetGuid(0).ToRun(), row.GetFieldValue<string[]>(6));
        var isOwned = row.GetBoolean(18);
        return run.Status == ExecutionStatus.Running && !isOwned
            ? run with { State = run.State with { Status = ExecutionStatus.Interrupted } }
            : run with { IsOwned = isOwned && !run.Status.IsEnd() };
    }

    /// <summary>Reads a run that is to be executed, or asked about.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    internal static RunRecord ReadIntactRun(NpgsqlDataReader row) => JournalRows.RequireIntact(ReadRun(row), row);
}
