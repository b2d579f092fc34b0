using System.Globalization;
using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>The table of runs.</summary>
internal static class RunRows
{
    /// <summary>The columns, in the order in which <see cref="Read"/> expects them.</summary>
    private const string Select = """
        SELECT id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides, status, wake_at,
        awaited_signal, envelope, created_at, updated_at, ended_at, cancel_requested_at, checksum FROM runs
        """;

    /// <summary>The same without what may be long.</summary>
    private static readonly string SelectBrief =
        Select.Replace("arguments", "''", StringComparison.Ordinal).Replace("envelope", "NULL", StringComparison.Ordinal);

    internal const string SelectOne = $"{Select} WHERE id = $1";

    internal const string SelectByKey = $"{Select} WHERE idempotency_key = $1";

    private const string InsertRun = """
        INSERT INTO runs (id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides, status,
        created_at, checksum, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running', $10, $11, $10) ON CONFLICT DO NOTHING
        """;

    private const string UpdateState = """
        UPDATE runs SET status = $2, wake_at = $3, awaited_signal = $4, envelope = $5, updated_at = $6, ended_at = $7
        WHERE id = $1 AND ended_at IS NULL
        """;

    /// <summary>The statement that finds what a query asks for, by the index that fits it, and its values.</summary>
    internal static string SelectBy(RunQuery query, out List<object?> values)
    {
        var (conditions, given) = (new List<string>(), new List<object?>());
        void Add(string condition, string value)
        {
            given.Add(value);
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{condition} ${given.Count}"));
        }

        // An interrupted run is stored as a running one.
        if (query.Status is { } status)
        {
            Add("status =", (status is ExecutionStatus.Interrupted ? ExecutionStatus.Running : status).ToName());
        }

        if (query.IsOpen)
        {
            conditions.Add("status IN ('running', 'waiting')");
        }

        if (query.IdempotencyKey is { } key)
        {
            Add("idempotency_key =", key);
        }

        if (query.IdPrefix is { } prefix)
        {
            // Digits, letters up to f, and dashes: all come before what ends the range.
            given.AddRange([prefix, prefix + "~"]);
            conditions.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"((id >= ${given.Count - 1} AND id < ${given.Count}) OR substr(id, {RunId.LastGroup + 1}, length(${given.Count - 1})) = ${given.Count - 1})"));
        }

        if (query.Before is { } before)
        {
            given.Add(before.ToString());
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"seq < (SELECT seq FROM runs WHERE id = ${given.Count})"));
        }

        values = given;
        return $"{(query.OmitsContents ? SelectBrief : Select)}{(conditions.Count > 0 ? $" WHERE {string.Join(" AND ", conditions)}" : "")} ORDER BY seq DESC";
    }

    /// <summary>Inserts a run; false when there is one with its name or key.</summary>
    internal static bool Insert(SqliteSession session, RunStart start) => session.Execute(
        InsertRun,
        start.Id.ToString(),
        start.IdempotencyKey,
        start.Program,
        start.ProgramHash,
        start.Task,
        start.Arguments,
        start.Argv.ToStored(),
        start.IsDurable,
        start.Overrides,
        start.Created.ToMicroseconds(),
        Checksum.Of(start)) == 1;

    /// <summary>Changes a run's state; false when it has ended, or is not there.</summary>
    internal static bool Update(SqliteSession session, JournalWrite.ChangeRun change) => session.Execute(
        UpdateState,
        change.Id.ToString(),
        change.State.Status.ToName(),
        change.State.WakeAt.ToMicroseconds(),
        change.State.AwaitedSignal,
        change.State.Envelope,
        change.Time.ToMicroseconds(),
        change.State.Status.IsEnd() ? change.Time.ToMicroseconds() : null) == 1;

    /// <summary>Reads the run that a query gives, or null.</summary>
    /// <exception cref="InvalidDataException">It is not what was written: it must not be executed.</exception>
    internal static RunRecord? Find(SqliteSession session, string select, object value)
    {
        using var row = session.Query(select, value);
        if (!row.Read())
        {
            return null;
        }

        return JournalRows.RequireIntact(Read(row), row);
    }

    /// <summary>Reads a row as it is stored: whether the run is owned is not.</summary>
    internal static RunRecord Read(SqliteDataReader row) => JournalRows.ReadRun(
        row, RunId.TryParse(row.GetString(0), out var id) ? id : throw new InvalidDataException("a run has a wrong id"), row.Texts(6));
}
