using Capsule.Journal.Postgres.Storage;
using Capsule.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace Capsule.Journal.Postgres.Writing;

/// <summary>
/// The statements that make writes. Each is one write as a whole, and gives the number of rows that it made, 1 or 0; all that a run's owner
/// writes depends on the token and the time of its lease, which the statement itself looks at.
/// </summary>
/// <param name="s">The schema.</param>
internal sealed class WriteStatements(string s)
{
    private readonly string owner = $"""
        owner AS (SELECT r.seq FROM {s}.runs r JOIN {s}.leases l ON l.run = r.seq
          WHERE r.tenant = $1 AND r.id = $2 AND l.token = $3 AND l.until > clock_timestamp())
        """;

    /// <summary>
    /// Serializes a batch with whoever takes or renews leases of a tenant's runs: in the order of their numbers, so that nobody waits in a circle.
    /// </summary>
    internal NpgsqlBatchCommand Lock(string tenant, IEnumerable<RunId> runs)
    {
        // An array that is compared with, and not joined: of a join the planner expects so much that it reads the whole table.
        var command = new NpgsqlBatchCommand($"""
            SELECT l.run FROM {s}.leases l JOIN {s}.runs r ON r.seq = l.run
            WHERE r.tenant = $1 AND r.id = ANY($2) ORDER BY l.run FOR NO KEY UPDATE OF l
            """);
        command.Parameters.Text(tenant).Put(runs.Distinct().Select(run => run.ToGuid()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    /// <summary>
    /// Notes the number of a batch, by which a process that lost its connection finds out whether the batch was committed. Fails, and the batch with
    /// it, where it was: the server may still have been busy with it when the process asked.
    /// </summary>
    internal NpgsqlBatchCommand Note(string tenant, Guid writer, long batch)
    {
        var command = new NpgsqlBatchCommand($"""
            WITH noted AS (INSERT INTO {s}.writers AS w (tenant, id, batch, at) VALUES ($1, $2, $3, clock_timestamp())
              ON CONFLICT (tenant, id) DO UPDATE SET batch = excluded.batch, at = excluded.at WHERE w.batch < excluded.batch RETURNING 1)
            SELECT 1 / count(*) FROM noted
            """);
        command.Parameters.Text(tenant).Put(writer, NpgsqlDbType.Uuid).Number(batch);
        return command;
    }

    /// <summary>Tells other processes that something about a run changed, once the batch is committed.</summary>
    internal NpgsqlBatchCommand Notify(RunId run)
    {
        var command = new NpgsqlBatchCommand($"SELECT pg_notify('{s}_runs', $1)");
        command.Parameters.Text(run.ToString());
        return command;
    }

    /// <summary>The statement of a write.</summary>
    /// <param name="write">The write.</param>
    /// <param name="isStrict">Whether the whole batch fails when the write is refused: nothing that follows it may be made then.</param>
    internal NpgsqlBatchCommand Of(PendingWrite write, bool isStrict)
    {
        var command = new NpgsqlBatchCommand();
        var values = command.Parameters.Text(write.Tenant).Run(write.Run);
        if (write.Lease is { } lease)
        {
            values.Number(lease.Token);
        }

        var made = (write.Write, write.Start) switch
        {
            (JournalWrite.AppendEntry append, _) => Append(values, append.Entry),
            (JournalWrite.RecordTask record, _) => Record(values, record.Task),
            (JournalWrite.ChangeRun change, _) => Change(values, change),
            (JournalWrite.AppendLog append, _) => Append(values, append.Log),
            (JournalWrite.SendSignal send, _) => Send(values, send),
            (JournalWrite.RequestCancel request, _) => Cancel(values, request),
            (_, { } start) => Start(values, start, write.Lease!.Duration),
            _ => Release(),
        };
        command.CommandText = $"WITH {made} SELECT {(isStrict ? "1 / count(*)" : "count(*)")} FROM made";
        return command;
    }

    private string Append(NpgsqlParameterCollection values, JournalEntry entry)
    {
        values.Text(entry.Task.ToString()).Small(entry.Attempt).Number(entry.Position).Text(entry.Kind).Text(entry.Signature)
            .Bytes(entry.Payload).Time(entry.Time).Number(entry.Signal).Number(Checksum.Of(entry));
        return $"""
            {owner}, next AS (SELECT seq FROM owner WHERE $6 =
              (SELECT coalesce(max(e.position), -1) + 1 FROM {s}.entries e WHERE e.run = owner.seq AND e.task = $4 AND e.attempt = $5)),
            consumed AS (UPDATE {s}.signals g SET consumed = true FROM next WHERE g.tenant = $1 AND g.seq = $11 AND g.run = next.seq
              AND NOT g.consumed RETURNING g.seq),
            made AS (INSERT INTO {s}.entries (tenant, run, task, attempt, position, kind, signature, payload, time, signal, checksum)
              SELECT $1, seq, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM next WHERE $11 IS NULL OR EXISTS (SELECT FROM consumed) RETURNING 1)
            """;
    }

    private string Record(NpgsqlParameterCollection values, TaskRecord task)
    {
        values.Text(task.Path.ToString()).Text(task.Name).Text(task.Status.ToName()).Small(task.Attempts).Time(task.Started).Time(task.Ended)
            .Number(task.Fuel).Number(task.Ram).Text(task.Envelope).Number(Checksum.Of(task));
        return $"""
            {owner}, made AS (INSERT INTO {s}.tasks AS t
              (tenant, run, path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum)
              SELECT $1, seq, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM owner
              ON CONFLICT (run, path) DO UPDATE SET name = excluded.name, status = excluded.status, attempts = excluded.attempts,
              started_at = excluded.started_at, ended_at = excluded.ended_at, fuel = excluded.fuel, ram = excluded.ram,
              envelope = excluded.envelope, checksum = excluded.checksum WHERE t.ended_at IS NULL RETURNING 1)
            """;
    }

    private string Change(NpgsqlParameterCollection values, JournalWrite.ChangeRun change)
    {
        values.Text(change.State.Status.ToName()).Time(change.State.WakeAt).Text(change.State.AwaitedSignal).Text(change.State.Envelope)
            .Time(change.Time).Time(change.State.Status.IsEnd() ? change.Time : null);
        return $"""
            {owner}, made AS (UPDATE {s}.runs r SET status = $4, wake_at = $5, awaited_signal = $6, envelope = $7, updated_at = $8, ended_at = $9
              FROM owner WHERE r.seq = owner.seq AND r.ended_at IS NULL RETURNING 1)
            """;
    }

    private string Append(NpgsqlParameterCollection values, LogRecord log)
    {
        values.Text(log.Task.ToString()).Small(log.Channel == LogChannel.Error ? 2 : 1).Time(log.Time).Bytes(log.Bytes);
        return $"""
            {owner}, made AS (INSERT INTO {s}.logs (tenant, run, task, channel, time, bytes)
              SELECT $1, seq, $4, $5, $6, $7 FROM owner RETURNING 1)
            """;
    }

    private string Send(NpgsqlParameterCollection values, JournalWrite.SendSignal signal)
    {
        values.Text(signal.Name).Text(signal.Payload).Time(signal.Time);
        return $"""
            made AS (INSERT INTO {s}.signals (tenant, run, name, payload, time, consumed)
              SELECT $1, seq, $3, $4, $5, false FROM {s}.runs WHERE tenant = $1 AND id = $2 AND ended_at IS NULL RETURNING 1)
            """;
    }

    private string Cancel(NpgsqlParameterCollection values, JournalWrite.RequestCancel request)
    {
        values.Time(request.Time);
        return $"""
            made AS (UPDATE {s}.runs SET cancel_requested_at = coalesce(cancel_requested_at, $3)
              WHERE tenant = $1 AND id = $2 AND ended_at IS NULL RETURNING 1)
            """;
    }

    private string Start(NpgsqlParameterCollection values, RunStart start, TimeSpan lease)
    {
        values.Text(start.IdempotencyKey).Text(start.Program).Text(start.ProgramHash).Text(start.Task).Text(start.Arguments)
            .Put(start.Argv.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text).Put(start.IsDurable, NpgsqlDbType.Boolean).Text(start.Overrides)
            .Time(start.Created).Number(Checksum.Of(start)).Put(lease, NpgsqlDbType.Interval);
        return $"""
            created AS (INSERT INTO {s}.runs (tenant, id, idempotency_key, program, program_hash, task, arguments, argv, durable, overrides,
              status, created_at, updated_at, checksum)
              VALUES ($1, $2, $4, $5, $6, $7, $8, $9, $10, $11, 'running', $12, $12, $13) ON CONFLICT DO NOTHING RETURNING seq),
            made AS (INSERT INTO {s}.leases (tenant, run, token, until)
              SELECT $1, seq, $3, clock_timestamp() + $14 FROM created RETURNING 1)
            """;
    }

    /// <summary>A lease that was lost meanwhile is somebody else's.</summary>
    private string Release() => $"""
        made AS (UPDATE {s}.leases l SET until = NULL FROM {s}.runs r
          WHERE r.tenant = $1 AND r.id = $2 AND l.run = r.seq AND l.token = $3 RETURNING 1)
        """;
}
