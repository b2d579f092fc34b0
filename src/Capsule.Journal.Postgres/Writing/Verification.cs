using Capsule.Journal.Postgres.Storage;
using Capsule.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace Capsule.Journal.Postgres.Writing;

/// <summary>Finds out why a write was not made, and, after a lost connection, whether it was.</summary>
/// <param name="s">The schema.</param>
internal sealed class Verification(string s)
{
    private const string OfRun = "run = (SELECT seq FROM {s}.runs WHERE tenant = $1 AND id = $2)";

    /// <summary>Whether a batch was committed, of whose end nothing was heard.</summary>
    internal async Task<bool> IsCommittedAsync(NpgsqlConnection connection, string tenant, Guid writer, long batch)
    {
        await using var command = new NpgsqlCommand($"SELECT batch FROM {s}.writers WHERE tenant = $1 AND id = $2", connection);
        command.Parameters.Text(tenant).Put(writer, NpgsqlDbType.Uuid);
        return await command.ExecuteScalarAsync() is long last && last == batch;
    }

    /// <summary>Looks for what a write of a committed batch made: gives null, or why it was refused.</summary>
    internal async Task<Failure?> FindAsync(NpgsqlConnection connection, PendingWrite write) =>
        await IsThereAsync(connection, write) ? null : await ExplainAsync(connection, write);

    /// <summary>Why a write was refused.</summary>
    internal async Task<Failure?> ExplainAsync(NpgsqlConnection connection, PendingWrite write)
    {
        if (write.IsRelease)
        {
            return null;
        }

        if (write.Start is { } start)
        {
            return JournalFailures.RunExists(start.Id);
        }

        if (await StateAsync(connection, write) is not { } state)
        {
            return JournalFailures.NoSuchRun(write.Run);
        }

        if (write.Lease is { } lease && (!state.IsValid || state.Token != lease.Token))
        {
            return lease.LoseToOthers();
        }

        return write.Write switch
        {
            JournalWrite.AppendEntry append => await ExplainAsync(connection, write, append.Entry),
            JournalWrite.RecordTask record => JournalFailures.TaskEnded(record.Task),
            JournalWrite.SendSignal or JournalWrite.RequestCancel => JournalFailures.TooLate(write.Run, state.Status),
            _ => JournalFailures.RunEnded(write.Run, state.Status),
        };
    }

    private async Task<Failure> ExplainAsync(NpgsqlConnection connection, PendingWrite write, JournalEntry entry)
    {
        await using var command = Command(
            connection, write, $"SELECT coalesce(max(position), -1) + 1 FROM {{s}}.entries WHERE {OfRun} AND task = $3 AND attempt = $4");
        command.Parameters.Text(entry.Task.ToString()).Small(entry.Attempt);
        var next = (long)(await command.ExecuteScalarAsync())!;
        return next == entry.Position ? JournalFailures.SignalConsumed(entry) : JournalFailures.WrongPosition(entry, next);
    }

    private async Task<bool> IsThereAsync(NpgsqlConnection connection, PendingWrite write)
    {
        switch (write.Write)
        {
            case JournalWrite.AppendEntry { Entry: var entry }:
                return await HasAsync(
                    connection, write, $"{{s}}.entries WHERE {OfRun} AND task = $3 AND attempt = $4 AND position = $5 AND checksum = $6",
                    values => values.Text(entry.Task.ToString()).Small(entry.Attempt).Number(entry.Position).Number(Checksum.Of(entry)));
            case JournalWrite.RecordTask { Task: var task }:
                return await HasAsync(
                    connection, write, $"{{s}}.tasks WHERE {OfRun} AND path = $3 AND (checksum = $4 OR $5 IS NULL)",
                    values => values.Text(task.Path.ToString()).Number(Checksum.Of(task)).Time(task.Ended));
            case JournalWrite.ChangeRun change:
                return await HasAsync(
                    connection, write, "{s}.runs WHERE tenant = $1 AND id = $2 AND (NOT $3 OR (status = $4 AND ended_at = $5))",
                    values => values.Put(change.State.Status.IsEnd(), NpgsqlDbType.Boolean).Text(change.State.Status.ToName()).Time(change.Time));
            case JournalWrite.AppendLog { Log: var log }:
                return await HasAsync(
                    connection, write, $"{{s}}.logs WHERE {OfRun} AND task = $3 AND time = $4 AND bytes = $5",
                    values => values.Text(log.Task.ToString()).Time(log.Time).Bytes(log.Bytes));
            case JournalWrite.SendSignal signal:
                return await HasAsync(
                    connection, write, $"{{s}}.signals WHERE {OfRun} AND name = $3 AND payload = $4 AND time = $5",
                    values => values.Text(signal.Name).Text(signal.Payload).Time(signal.Time));
            case JournalWrite.RequestCancel:
                return await HasAsync(connection, write, "{s}.runs WHERE tenant = $1 AND id = $2 AND cancel_requested_at IS NOT NULL", _ => { });
            default:
                return write.Start is not { } start || await HasAsync(
                    connection, write, "{s}.runs WHERE tenant = $1 AND id = $2 AND checksum = $3", values => values.Number(Checksum.Of(start)));
        }
    }

    private async Task<bool> HasAsync(NpgsqlConnection connection, PendingWrite write, string where, Action<NpgsqlParameterCollection> add)
    {
        await using var command = Command(connection, write, $"SELECT EXISTS (SELECT FROM {where})");
        add(command.Parameters);
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task<(ExecutionStatus Status, long Token, bool IsValid)?> StateAsync(NpgsqlConnection connection, PendingWrite write)
    {
        await using var command = Command(connection, write, """
            SELECT r.status, l.token, coalesce(l.until > clock_timestamp(), false) FROM {s}.runs r JOIN {s}.leases l ON l.run = r.seq
            WHERE r.tenant = $1 AND r.id = $2
            """);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? (JournalRows.ReadStatus(row.GetString(0)), row.GetInt64(1), row.GetBoolean(2)) : null;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, PendingWrite write, string sql)
    {
        var command = new NpgsqlCommand(sql.Replace("{s}", s, StringComparison.Ordinal), connection);
        command.Parameters.Text(write.Tenant).Run(write.Run);
        return command;
    }
}
