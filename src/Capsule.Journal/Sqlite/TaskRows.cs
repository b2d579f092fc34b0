using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>The table of tasks.</summary>
internal static class TaskRows
{
    internal const string Select = """
        SELECT path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum FROM tasks
        WHERE run = (SELECT seq FROM runs WHERE id = $1) AND ($2 IS NULL OR path = $2) ORDER BY seq
        """;

    internal const string SelectPage = """
        SELECT path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum FROM tasks
        WHERE run = (SELECT seq FROM runs WHERE id = $1) ORDER BY seq LIMIT -1 OFFSET $2
        """;

    private const string Upsert = """
        INSERT INTO tasks (run, path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum)
        SELECT seq, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM runs WHERE id = $1
        ON CONFLICT (run, path) DO UPDATE SET name = excluded.name, status = excluded.status, attempts = excluded.attempts,
        started_at = excluded.started_at, ended_at = excluded.ended_at, fuel = excluded.fuel, ram = excluded.ram,
        envelope = excluded.envelope, checksum = excluded.checksum WHERE tasks.ended_at IS NULL
        """;

    /// <summary>Writes a task down; false when it has ended, or when there is no such run.</summary>
    internal static bool Write(SqliteSession session, TaskRecord task) => session.Execute(
        Upsert,
        task.Run.ToString(),
        task.Path.ToString(),
        task.Name,
        task.Status.ToName(),
        task.Attempts,
        task.Started.ToMicroseconds(),
        task.Ended.ToMicroseconds(),
        task.Fuel,
        task.Ram,
        task.Envelope,
        Checksum.Of(task)) == 1;
}
