using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Reads rows, and refuses those that are not what was written.</summary>
internal static class Rows
{
    /// <summary>The columns of a run, in the order in which <see cref="ReadRun"/> expects them. <c>r</c> is the run, <c>l</c> its lease.</summary>
    internal const string RunColumns = """
        r.id, r.idempotency_key, r.program, r.program_hash, r.task, r.arguments, r.argv, r.durable, r.overrides, r.status, r.wake_at,
        r.awaited_signal, r.envelope, r.created_at, r.updated_at, r.ended_at, r.cancel_requested_at, r.checksum,
        coalesce(l.until > clock_timestamp(), false)
        """;

    /// <summary>Reads a run. One that is running without an owner was interrupted.</summary>
    internal static RunRecord ReadRun(NpgsqlDataReader row)
    {
        var (status, isOwned) = (ReadStatus(row.GetString(9)), row.GetBoolean(18));
        return new RunRecord
        {
            Start = ReadStart(row),
            State = new RunState
            {
                Status = status == ExecutionStatus.Running && !isOwned ? ExecutionStatus.Interrupted : status,
                WakeAt = row.TimeOrNull(10),
                AwaitedSignal = row.TextOrNull(11),
                Envelope = row.TextOrNull(12),
            },
            Updated = row.Time(14),
            Ended = row.TimeOrNull(15),
            CancelRequested = row.TimeOrNull(16),
            IsOwned = isOwned && !status.IsEnd(),
        };
    }

    /// <summary>Reads a run that is to be executed, or asked about.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    internal static RunRecord ReadIntactRun(NpgsqlDataReader row)
    {
        var run = ReadRun(row);
        return Checksum.Of(run.Start) == row.GetInt64(17) ? run : throw new InvalidDataException($"run {run.Id} is not what was written");
    }

    internal static TaskRecord ReadTask(RunId run, NpgsqlDataReader row)
    {
        var task = new TaskRecord
        {
            Run = run,
            Path = ReadPath(row.GetString(0)),
            Name = row.GetString(1),
            Status = ReadStatus(row.GetString(2)),
            Attempts = row.GetInt32(3),
            Started = row.Time(4),
            Ended = row.TimeOrNull(5),
            Fuel = row.GetInt64(6),
            Ram = row.GetInt64(7),
            Envelope = row.TextOrNull(8),
        };
        return Checksum.Of(task) == row.GetInt64(9)
            ? task
            : throw new InvalidDataException($"task '{task.Path}' of run {run} is not what was written");
    }

    /// <summary>Reads an entry, and whether it is what was written.</summary>
    internal static (JournalEntry Entry, bool IsIntact) ReadEntry(RunId run, TaskPath task, int attempt, NpgsqlDataReader row)
    {
        var entry = new JournalEntry
        {
            Run = run,
            Task = task,
            Attempt = attempt,
            Position = row.GetInt64(0),
            Kind = row.GetString(1),
            Signature = row.GetString(2),
            Payload = row.GetFieldValue<byte[]>(3),
            Time = row.Time(4),
            Signal = row.IsDBNull(5) ? null : row.GetInt64(5),
        };
        return (entry, Checksum.Of(entry) == row.GetInt64(6));
    }

    internal static LogRecord ReadLog(RunId run, NpgsqlDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Run = run,
        Task = ReadPath(row.GetString(1)),
        Channel = row.GetInt16(2) == 2 ? LogChannel.Error : LogChannel.Output,
        Time = row.Time(3),
        Bytes = row.GetFieldValue<byte[]>(4),
    };

    internal static Signal ReadSignal(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Time(3));

    /// <summary>The status with a stored name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static ExecutionStatus ReadStatus(string name) => ExecutionStatuses.TryParse(name, out var status)
        ? status
        : throw new InvalidDataException($"'{name}' is no status");

    private static TaskPath ReadPath(string text) => TaskPath.TryParse(text, out var path)
        ? path
        : throw new InvalidDataException($"'{text}' is no task's path");

    private static RunStart ReadStart(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0).ToRun(),
        IdempotencyKey = row.TextOrNull(1),
        Program = row.GetString(2),
        ProgramHash = row.GetString(3),
        Task = row.GetString(4),
        Arguments = row.GetString(5),
        Argv = row.GetFieldValue<string[]>(6),
        IsDurable = row.GetBoolean(7),
        Overrides = row.GetString(8),
        Created = row.Time(13),
    };
}
