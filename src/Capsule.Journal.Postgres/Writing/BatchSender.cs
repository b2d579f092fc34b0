using Npgsql;

namespace Capsule.Journal.Postgres.Writing;

/// <summary>Sends a batch as one message, which the database takes as one transaction.</summary>
internal sealed class BatchSender(WriteStatements statements)
{
    /// <summary>By what the database knows whose batches these are.</summary>
    internal Guid Writer { get; } = Guid.NewGuid();

    /// <summary>Makes the writes of a batch; gives those that were refused.</summary>
    /// <exception cref="NpgsqlException">None was made; or it is not known whether they were, when the connection was lost.</exception>
    internal async Task<HashSet<PendingWrite>> SendAsync(NpgsqlConnection connection, List<PendingWrite> batch, long number)
    {
        // Whoever waits for what was written before has the number of a batch written, which waits for the disk.
        var writes = batch.FindAll(write => write.IsStatement);
        await using var commands = connection.CreateBatch();
        commands.BatchCommands.Add(new NpgsqlBatchCommand(
            $"SELECT set_config('synchronous_commit', '{(batch.Exists(write => write.IsDurable) ? "on" : "off")}', true)"));
        foreach (var tenant in batch.Select(write => write.Tenant).Distinct())
        {
            commands.BatchCommands.Add(statements.Note(tenant, Writer, number));
        }

        foreach (var owned in writes.Where(write => write.Lease is not null).GroupBy(write => write.Tenant, write => write.Run))
        {
            commands.BatchCommands.Add(statements.Lock(owned.Key, owned));
        }

        var preceding = commands.BatchCommands.Count;
        foreach (var write in writes)
        {
            commands.BatchCommands.Add(statements.Of(write, isStrict: !write.IsAwaited && writes.Count > 1));
        }

        foreach (var run in writes.Where(write => write.IsTold).Select(write => write.Run).Distinct())
        {
            commands.BatchCommands.Add(statements.Notify(run));
        }

        return await ReadAsync(commands, preceding, writes);
    }

    /// <summary>Reads how many rows each write made, behind the answers of what precedes them.</summary>
    private static async Task<HashSet<PendingWrite>> ReadAsync(NpgsqlBatch commands, int preceding, List<PendingWrite> writes)
    {
        var refused = new HashSet<PendingWrite>();
        await using var row = await commands.ExecuteReaderAsync();
        for (var i = 0; i < preceding; i++)
        {
            await row.NextResultAsync();
        }

        foreach (var write in writes)
        {
            if (!await row.ReadAsync() || row.GetInt64(0) == 0)
            {
                refused.Add(write);
            }

            await row.NextResultAsync();
        }

        while (await row.NextResultAsync())
        {
        }

        return refused;
    }
}
