using System.Data.Common;

namespace Capsule.Journaling;

/// <summary>Reads rows of a database that keeps a journal, whichever it is: their columns are in the same order in all.</summary>
internal static class JournalRows
{
    internal static DateTimeOffset Time(this DbDataReader row, int column) => JournalTime.FromMicroseconds(row.GetInt64(column));

    internal static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    internal static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Reads a run as it is stored: whether it is owned is not.</summary>
    /// <param name="row">
    /// <c>id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides, status, wake_at, awaited_signal, envelope,
    /// created_at, updated_at, ended_at, cancel_requested_at, checksum</c>.
    /// </param>
    /// <param name="id">The first of them, which databases have in forms of their own.</param>
    /// <param name="argv">The seventh, likewise.</param>
    internal static RunRecord ReadRun(DbDataReader row, RunId id, IReadOnlyList<string> argv) => new()
    {
        Start = new RunStart
        {
            Id = id,
            IdempotencyKey = row.TextOrNull(1),
            Program = row.GetString(2),
            ProgramHash = row.GetString(3),
            Task = row.GetString(4),
            Arguments = row.GetString(5),
            Argv = argv,
            IsDurable = row.GetBoolean(7),
            Overrides = row.GetString(8),
            Created = row.Time(13),
        },
        State = new RunState
        {
            Status = ReadStatus(row.GetString(9)),
            WakeAt = row.TimeOrNull(10),
            AwaitedSignal = row.TextOrNull(11),
            Envelope = row.TextOrNull(12),
        },
        Updated = row.Time(14),
        Ended = row.TimeOrNull(15),
        CancelRequested = row.TimeOrNull(16),
    };

    /// <summary>A run as lists of runs have it that leave out what may be long.</summary>
    internal static RunRecord WithoutContents(RunRecord run) =>
        run with { Start = run.Start with { Arguments = "" }, State = run.State with { Envelope = null } };

    /// <summary>Gives a run that is to be executed, or asked about.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    internal static RunRecord RequireIntact(RunRecord run, DbDataReader row) =>
        Checksum.Of(run.Start) == row.GetInt64(17) ? run : throw new InvalidDataException($"run {run.Id} is not what was written");

    /// <summary>Reads a task.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="row"><c>path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum</c>.</param>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    internal static TaskRecord ReadTask(RunId run, DbDataReader row)
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
    /// <param name="run">Its run.</param>
    /// <param name="task">Its task.</param>
    /// <param name="attempt">Its attempt.</param>
    /// <param name="row"><c>position, kind, signature, payload, time, signal, checksum</c>.</param>
    internal static (JournalEntry Entry, bool IsIntact) ReadEntry(RunId run, TaskPath task, int attempt, DbDataReader row)
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

    /// <summary>Reads something that a task printed.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="row"><c>seq, task, channel, time, bytes</c>.</param>
    internal static LogRecord ReadLog(RunId run, DbDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Run = run,
        Task = ReadPath(row.GetString(1)),
        Channel = row.GetInt64(2) == 2 ? LogChannel.Error : LogChannel.Output,
        Time = row.Time(3),
        Bytes = row.GetFieldValue<byte[]>(4),
    };

    /// <summary>Reads a signal.</summary>
    /// <param name="row"><c>seq, name, payload, time</c>.</param>
    internal static Signal ReadSignal(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Time(3));

    /// <summary>The status with a stored name.</summary>
    /// <exception cref="InvalidDataException">There is none: the journal is damaged.</exception>
    internal static ExecutionStatus ReadStatus(string name) => ExecutionStatuses.TryParse(name, out var status)
        ? status
        : throw new InvalidDataException($"'{name}' is no status");

    private static TaskPath ReadPath(string text) => TaskPath.TryParse(text, out var path)
        ? path
        : throw new InvalidDataException($"'{text}' is no task's path");
}
