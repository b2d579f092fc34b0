using Capsule.Journal.Postgres.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Capsule.Journal.Postgres.Leases;

/// <summary>Renews the leases of a process, all of a tenant with one statement, and gives up those that it cannot renew before they end.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly PostgresDatabase database;
    private readonly PostgresJournalOptions options;
    private readonly string renew;
    private readonly Lock gate = new();
    private readonly HashSet<PostgresLease> held = [];
    private readonly CancellationTokenSource end = new();
    private Task keeping = Task.CompletedTask;

    internal LeaseKeeper(PostgresDatabase database)
    {
        (this.database, options) = (database, database.Options);
        var s = options.Schema;
        renew = $"""
            WITH mine AS (SELECT l.run, r.id FROM {s}.leases l JOIN {s}.runs r ON r.seq = l.run
              JOIN unnest($2, $3) AS held(id, token) ON held.id = r.id AND held.token = l.token
              WHERE r.tenant = $1 AND r.id = ANY($2) AND l.until > clock_timestamp() ORDER BY l.run FOR NO KEY UPDATE OF l)
            UPDATE {s}.leases l SET until = clock_timestamp() + $4 FROM mine WHERE l.run = mine.run RETURNING mine.id, l.token
            """;
    }

    /// <summary>Keeps a lease from now on.</summary>
    internal void Add(PostgresLease lease)
    {
        lock (gate)
        {
            held.Add(lease);
            if (keeping.IsCompleted && !end.IsCancellationRequested)
            {
                keeping = Task.Run(KeepAsync);
            }
        }
    }

    /// <summary>Keeps a lease no longer.</summary>
    internal void Remove(PostgresLease lease)
    {
        lock (gate)
        {
            held.Remove(lease);
        }
    }

    private bool IsHeld(PostgresLease lease)
    {
        lock (gate)
        {
            return held.Contains(lease);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (gate)
        {
            end.Cancel();
            last = keeping;
        }

        await last;
        end.Dispose();
    }

    /// <summary>Looks often whether one is over, also while the database is asked and does not answer.</summary>
    private async Task KeepAsync()
    {
        var (renewal, asked) = (Task.FromResult(true), options.Time.GetTimestamp());
        var tick = TimeSpan.FromTicks(Math.Min(options.Renewal.Ticks / 4, options.LeaseDuration.Ticks / 25));
        while (true)
        {
            await Task.Delay(tick, options.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var leases = Current(out var isOver);
            if (isOver)
            {
                await renewal;
                return;
            }

            leases.Where(lease => lease.IsOver).ToList().ForEach(lease => lease.LoseToOthers());
            if (renewal.IsCompleted && (!await renewal || options.Time.GetElapsedTime(asked) >= options.Renewal))
            {
                asked = options.Time.GetTimestamp();
                renewal = RenewAsync(leases.FindAll(lease => lease is { IsStored: true, Loss: null }), asked);
            }
        }
    }

    private List<PostgresLease> Current(out bool isOver)
    {
        lock (gate)
        {
            isOver = held.Count == 0 || end.IsCancellationRequested;
            if (isOver)
            {
                keeping = Task.CompletedTask;
            }

            return [.. held];
        }
    }

    /// <summary>False when the database could not be asked.</summary>
    private async Task<bool> RenewAsync(List<PostgresLease> leases, long asked)
    {
        try
        {
            foreach (var some in leases.GroupBy(lease => lease.Tenant).SelectMany(ofTenant => ofTenant.Chunk(1000)))
            {
                var renewed = await RenewAsync(some);
                foreach (var lease in some)
                {
                    if (renewed.Contains((lease.Run, lease.Token)))
                    {
                        lease.Renew(asked);
                    }
                    else if (IsHeld(lease))
                    {
                        lease.LoseToOthers();
                    }
                }
            }

            return true;
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e) || e is OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<HashSet<(RunId, long)>> RenewAsync(PostgresLease[] leases)
    {
        await using var connection = await database.ConnectAsync(end.Token);
        await using var command = new NpgsqlCommand(renew, connection);
        command.Parameters
            .Text(leases[0].Tenant)
            .Put(Array.ConvertAll(leases, lease => lease.Run.ToGuid()), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .Put(Array.ConvertAll(leases, lease => lease.Token), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .Put(options.LeaseDuration, NpgsqlDbType.Interval);
        await using var row = await command.ExecuteReaderAsync(end.Token);
        var renewed = new HashSet<(RunId, long)>();
        while (await row.ReadAsync(end.Token))
        {
            renewed.Add((row.GetGuid(0).ToRun(), row.GetInt64(1)));
        }

        return renewed;
    }
}
