using Capsule.Journal.Postgres.Storage;
using Capsule.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace Capsule.Journal.Postgres.Leases;

/// <summary>Takes the lease of a run that nobody has, with a token that is higher than all before.</summary>
internal static class Acquisition
{
    /// <summary>Gives the token, or why the lease is not given.</summary>
    internal static async Task<Outcome<long>> TakeAsync(
        NpgsqlConnection connection, PostgresJournalOptions options, string tenant, RunId run, CancellationToken cancellationToken)
    {
        var s = options.Schema;
        await using var take = new NpgsqlCommand(
            $"""
            UPDATE {s}.leases l SET token = l.token + 1, until = clock_timestamp() + $3 FROM {s}.runs r
            WHERE r.tenant = $1 AND r.id = $2 AND l.run = r.seq AND coalesce(l.until <= clock_timestamp(), true) RETURNING l.token
            """,
            connection);
        take.Parameters.Text(tenant).Run(run).Put(options.LeaseDuration, NpgsqlDbType.Interval);
        if (await take.ExecuteScalarAsync(cancellationToken) is long token)
        {
            return token;
        }

        await using var find = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {s}.runs WHERE tenant = $1 AND id = $2)", connection);
        find.Parameters.Text(tenant).Run(run);
        return await find.ExecuteScalarAsync(cancellationToken) is true ? JournalFailures.Owned(run) : JournalFailures.NoSuchRun(run);
    }
}
