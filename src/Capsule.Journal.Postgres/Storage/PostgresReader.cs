using System.Globalization;
using System.Text;
using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Answers what is asked about runs of a tenant. Nothing here waits for those who write.</summary>
internal sealed class PostgresReader(PostgresDatabase database, string tenant)
{
    private const int MostRowsOfPage = 1000;
    private const long MostBytesOfPage = 4 << 20;

    private readonly string s = database.Options.Schema;

    /// <summary>The run that statements name by the first two values.</summary>
    private string OfRun => $"tenant = $1 AND run = (SELECT seq FROM {s}.runs WHERE tenant = $1 AND id = $2)";

    internal ValueTask<Outcome<IReadOnlyList<RunRecord>>> RunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunRecord>>(
            async (connection, cancellationToken) =>
            {
                await using var command = Select(query, connection);
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                var runs = new List<RunRecord>();
                while (await row.ReadAsync(cancellationToken))
                {
                    runs.Add(Rows.ReadRun(row));
                }

                return runs;
            },
            cancellationToken);

    internal ValueTask<Outcome<RunRecord>> RunAsync(RunId run, CancellationToken cancellationToken) => database.ReadAsync<RunRecord>(
        async (connection, cancellationToken) =>
            await FindAsync(connection, run, cancellationToken) is { } found ? found : JournalFailures.NoSuchRun(run),
        cancellationToken);

    internal ValueTask<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(RunId run, TaskPath? path, CancellationToken cancellationToken) =>
        ListAsync(
            run,
            $"""
            SELECT path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum FROM {s}.tasks
            WHERE {OfRun} AND ($3 IS NULL OR path = $3) ORDER BY seq
            """,
            values => values.Text(path?.ToString()),
            row => JournalRows.ReadTask(run, row),
            cancellationToken);

    internal ValueTask<Outcome<TaskPage>> TaskPageAsync(RunId run, int from, CancellationToken cancellationToken) => database.ReadAsync<TaskPage>(
        async (connection, cancellationToken) =>
        {
            await using var command = Command(connection, run, $"""
                SELECT path, name, status, attempts, started_at, ended_at, fuel, ram, envelope, checksum FROM
                (SELECT *, sum(octet_length(coalesce(envelope, ''))) OVER (ORDER BY seq) - octet_length(coalesce(envelope, '')) AS before FROM
                  (SELECT * FROM {s}.tasks WHERE {OfRun} ORDER BY seq LIMIT {MostRowsOfPage + 1} OFFSET $3) AS rest) AS page
                WHERE before < {MostBytesOfPage} ORDER BY seq
                """);
            command.Parameters.Number(from);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var (tasks, bytes) = (new List<TaskRecord>(), 0L);
            while (await row.ReadAsync(cancellationToken))
            {
                if (tasks.Count == MostRowsOfPage)
                {
                    return new TaskPage(tasks, HasMore: true);
                }

                tasks.Add(JournalRows.ReadTask(run, row));
                bytes += tasks[^1].Envelope is { } envelope ? Encoding.UTF8.GetByteCount(envelope) : 0;
            }

            return new TaskPage(tasks, HasMore: bytes >= MostBytesOfPage);
        },
        cancellationToken);

    internal ValueTask<Outcome<EntryPage>> EntriesAsync(
        RunId run, TaskPath task, int attempt, long from, CancellationToken cancellationToken) => database.ReadAsync<EntryPage>(
        async (connection, cancellationToken) =>
        {
            await using var command = Command(connection, run, $"""
                SELECT position, kind, signature, payload, time, signal, checksum FROM
                (SELECT *, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS before FROM {s}.entries
                  WHERE {OfRun} AND task = $3 AND attempt = $4 AND position >= $5 ORDER BY position LIMIT {MostRowsOfPage + 1}) AS page
                WHERE before < {MostBytesOfPage} ORDER BY position
                """);
            command.Parameters.Text(task.ToString()).Small(attempt).Number(from);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var (entries, bytes) = (new List<JournalEntry>(), 0L);
            while (await row.ReadAsync(cancellationToken))
            {
                if (entries.Count == MostRowsOfPage)
                {
                    return new EntryPage(entries, HasMore: true);
                }

                var (entry, isIntact) = JournalRows.ReadEntry(run, task, attempt, row);
                if (entry.Position != from + entries.Count || !isIntact)
                {
                    return JournalFailures.DamagedEntry(run, task, attempt, from + entries.Count);
                }

                entries.Add(entry);
                bytes += entry.Payload.Length;
            }

            return new EntryPage(entries, HasMore: bytes >= MostBytesOfPage);
        },
        cancellationToken);

    internal ValueTask<Outcome<RunInbox>> InboxAsync(RunId run, CancellationToken cancellationToken) => database.ReadAsync<RunInbox>(
        async (connection, cancellationToken) =>
        {
            if (await FindAsync(connection, run, cancellationToken) is not { } found)
            {
                return JournalFailures.NoSuchRun(run);
            }

            await using var command = Command(
                connection, run, $"SELECT seq, name, payload, time FROM {s}.signals WHERE {OfRun} AND NOT consumed ORDER BY seq");
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var signals = new List<Signal>();
            while (await row.ReadAsync(cancellationToken))
            {
                signals.Add(JournalRows.ReadSignal(row));
            }

            return new RunInbox(found.CancelRequested, signals);
        },
        cancellationToken);

    internal ValueTask<Outcome<IReadOnlyList<LogRecord>>> LogsAsync(RunId run, long after, CancellationToken cancellationToken) => ListAsync(
        run,
        $"""
        SELECT seq, task, channel, time, bytes FROM
        (SELECT *, sum(octet_length(bytes)) OVER (ORDER BY seq) - octet_length(bytes) AS before FROM {s}.logs
          WHERE {OfRun} AND seq > $3 ORDER BY seq LIMIT {MostRowsOfPage}) AS page
        WHERE before < {MostBytesOfPage} ORDER BY seq
        """,
        values => values.Number(after),
        row => JournalRows.ReadLog(run, row),
        cancellationToken);

    /// <summary>The run that has a key, or null.</summary>
    internal async ValueTask<Outcome<RunRecord?>> FindAsync(string key, CancellationToken cancellationToken) =>
        (await RunsAsync(new RunQuery { IdempotencyKey = key, Limit = 1 }, cancellationToken)).TryGet(out var runs, out var failure)
            ? runs.Count > 0 ? runs[0] : default(RunRecord)
            : failure;

    private async Task<RunRecord?> FindAsync(NpgsqlConnection connection, RunId run, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, run, $"SELECT {Rows.RunColumns} FROM {s}.runs r LEFT JOIN {s}.leases l ON l.run = r.seq WHERE r.tenant = $1 AND r.id = $2");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Rows.ReadIntactRun(row) : null;
    }

    private ValueTask<Outcome<IReadOnlyList<T>>> ListAsync<T>(
        RunId run, string sql, Action<NpgsqlParameterCollection> add, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<T>>(
            async (connection, cancellationToken) =>
            {
                await using var command = Command(connection, run, sql);
                add(command.Parameters);
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                var found = new List<T>();
                while (await row.ReadAsync(cancellationToken))
                {
                    found.Add(read(row));
                }

                return found;
            },
            cancellationToken);

    private NpgsqlCommand Command(NpgsqlConnection connection, RunId run, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Text(tenant).Run(run);
        return command;
    }

    private NpgsqlCommand Select(RunQuery query, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand { Connection = connection };
        var conditions = new List<string> { "r.tenant = $1" };
        command.Parameters.Text(tenant);
        void Add(string condition, string value)
        {
            command.Parameters.Text(value);
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, $"${command.Parameters.Count}"));
        }

        if (query.Status is { } status)
        {
            // An interrupted run is stored as a running one.
            Add("r.status = {0}", (status is ExecutionStatus.Interrupted ? ExecutionStatus.Running : status).ToName());
            conditions.Add(status switch
            {
                ExecutionStatus.Interrupted => "coalesce(l.until <= clock_timestamp(), true)",
                ExecutionStatus.Running => "l.until > clock_timestamp()",
                _ => "true",
            });
        }

        if (query.IsOpen)
        {
            conditions.Add("r.status IN ('running', 'waiting')");
        }

        if (query.IdempotencyKey is { } key)
        {
            Add("r.idempotency_key = {0}", key);
        }

        if (query.IdPrefix is { } prefix)
        {
            Add("(starts_with(r.id::text, {0}) OR starts_with(substr(r.id::text, " + (RunId.LastGroup + 1) + "), {0}))", prefix);
        }

        if (query.Before is { } before)
        {
            command.Parameters.Run(before);
            conditions.Add($"r.seq < (SELECT seq FROM {s}.runs WHERE tenant = $1 AND id = ${command.Parameters.Count})");
        }

        command.Parameters.Number(Math.Max(0, query.Limit));
        command.CommandText = $"SELECT {(query.OmitsContents ? Rows.BriefRunColumns : Rows.RunColumns)} FROM {s}.runs r LEFT JOIN {s}.leases l ON l.run = r.seq "
            + $"WHERE {string.Join(" AND ", conditions)} ORDER BY r.seq DESC LIMIT ${command.Parameters.Count}";
        return command;
    }
}
