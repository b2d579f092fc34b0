using Capsule.Journaling;
using Npgsql;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Forgets ended runs, a hundred in a transaction, so that nobody has to wait for long.</summary>
internal static class PostgresPruning
{
    private const int MostOfStep = 100;

    internal static async ValueTask<Outcome<PruneResult>> PruneAsync(
        PostgresDatabase database, string tenant, Retention retention, CancellationToken cancellationToken)
    {
        var all = new PruneResult(0, 0);
        while (true)
        {
            var step = await database.ReadAsync<PruneResult>(
                async (connection, cancellationToken) => await PruneOnceAsync(connection, database.Options.Schema, tenant, retention, cancellationToken),
                cancellationToken);
            if (!step.TryGet(out var pruned, out var failure))
            {
                return failure;
            }

            all = new PruneResult(all.Runs + pruned.Runs, all.Bytes + pruned.Bytes);
            if (pruned.Runs < MostOfStep)
            {
                return all;
            }
        }
    }

    /// <summary>Whoever executes one of them keeps it; and so do those who change one now. Their lease would be gone with it.</summary>
    private static async Task<PruneResult> PruneOnceAsync(
        NpgsqlConnection connection, string s, string tenant, Retention retention, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH old AS (SELECT seq FROM (SELECT seq, ended_at FROM {s}.runs WHERE tenant = $1 AND ended_at IS NOT NULL
                ORDER BY ended_at DESC, seq DESC OFFSET $2) AS ended
              WHERE ended_at < $3 ORDER BY ended_at, seq),
            free AS (SELECT l.run FROM {s}.leases l JOIN old ON old.seq = l.run
              WHERE coalesce(l.until <= clock_timestamp(), true) LIMIT {MostOfStep} FOR UPDATE OF l SKIP LOCKED),
            size AS (SELECT
              (SELECT coalesce(sum(octet_length(payload)), 0) FROM {s}.entries WHERE run IN (SELECT run FROM free))
              + (SELECT coalesce(sum(octet_length(bytes)), 0) FROM {s}.logs WHERE run IN (SELECT run FROM free))
              + (SELECT coalesce(sum(octet_length(arguments) + coalesce(octet_length(envelope), 0)), 0) FROM {s}.runs
                  WHERE seq IN (SELECT run FROM free)) AS bytes),
            gone AS (DELETE FROM {s}.runs WHERE seq IN (SELECT run FROM free) RETURNING 1),
            writers AS (DELETE FROM {s}.writers WHERE tenant = $1 AND at < clock_timestamp() - interval '7 days')
            SELECT (SELECT count(*) FROM gone)::integer, (SELECT bytes FROM size)::bigint
            """,
            connection);
        command.Parameters.Text(tenant).Number(Math.Max(0, retention.KeepLast)).Time(retention.EndedBefore);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new PruneResult(row.GetInt32(0), row.GetInt64(1));
    }
}
