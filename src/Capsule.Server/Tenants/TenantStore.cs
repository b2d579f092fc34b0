using System.Collections.Concurrent;
using Capsule.Server.Keys;
using Capsule.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Tenants;

/// <summary>The tenants, each with what it has used of its quotas. Thread-safe.</summary>
internal sealed class TenantStore
{
    private const int MaxTenants = 10_000;

    private readonly ServerDatabase database;
    private readonly ApiKeyStore keys;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, TenantUse> all = new(StringComparer.Ordinal);

    internal TenantStore(ServerDatabase database, ApiKeyStore keys, TimeProvider time)
    {
        (this.database, this.keys, this.time) = (database, keys, time);
        foreach (var (tenant, day, compute) in database.Query(
            "SELECT name, created, state, max_concurrent, compute_per_minute, compute_per_day, max_bodies, used_day, used_compute FROM tenants", Read))
        {
            all[tenant.Name] = new TenantUse(tenant, time, day, compute);
        }
    }

    /// <summary>The tenants that are not deleted, by name.</summary>
    internal IReadOnlyList<TenantUse> List() =>
        [.. all.Values.Where(use => use.Tenant.State != TenantState.Deleted).OrderBy(use => use.Tenant.Name, StringComparer.Ordinal)];

    /// <summary>A tenant with what it uses; null where there is none, or it was deleted.</summary>
    internal TenantUse? Find(string name) => all.TryGetValue(name, out var use) && use.Tenant.State != TenantState.Deleted ? use : null;

    /// <summary>Makes a tenant and a key of its administrator.</summary>
    internal Outcome<(TenantUse Tenant, ApiKey Key, string Text)> TryCreate(string name, TenantQuotas quotas, NewApiKey first)
    {
        lock (database.Gate)
        {
            if (all.TryGetValue(name, out var other))
            {
                return Failure.Config(other.Tenant.State == TenantState.Deleted
                    ? $"there was a tenant '{name}', which was deleted: its name is not used again"
                    : $"there is a tenant '{name}' already");
            }

            if (all.Count >= MaxTenants)
            {
                return new Failure(ErrorType.LimitExceeded, $"there are {MaxTenants} tenants, which is the most, those that were deleted included");
            }

            var tenant = new Tenant(name, time.GetUtcNow(), TenantState.Active, quotas);
            var (key, text) = keys.Draft(first, name);
            database.InTransaction(() =>
            {
                database.Execute(
                    "INSERT INTO tenants (name, created, state) VALUES ($name, $created, 0)", ("$name", name), ("$created", tenant.Created.ToUnixTimeSeconds()));
                Save(tenant);
                keys.TryAdd(key, text);
            });
            var use = new TenantUse(tenant, time, 0, 0);
            all[name] = use;
            return (use, key, text);
        }
    }

    /// <summary>Changes a tenant. Null where there is none.</summary>
    internal TenantUse? Change(string name, Func<Tenant, Tenant> change)
    {
        lock (database.Gate)
        {
            if (Find(name) is not { } use)
            {
                return null;
            }

            var changed = change(use.Tenant);
            Save(changed);
            use.Change(changed);
            return use;
        }
    }

    /// <summary>Deletes a tenant and its keys. False where there is none.</summary>
    internal bool Delete(string name)
    {
        lock (database.Gate)
        {
            if (Find(name) is not { } use)
            {
                return false;
            }

            var deleted = use.Tenant with { State = TenantState.Deleted };
            database.InTransaction(() =>
            {
                database.Execute("DELETE FROM api_keys WHERE tenant = $name", ("$name", name));
                Save(deleted);
            });
            use.Change(deleted);
            return true;
        }
    }

    /// <summary>Keeps what tenants have used today, as far as it changed.</summary>
    internal void SaveUse()
    {
        lock (database.Gate)
        {
            var changed = all.Values.Select(use => (use.Tenant.Name, Use: use.TakeUnsaved())).Where(use => use.Use is not null).ToArray();
            if (changed.Length == 0)
            {
                return;
            }

            database.InTransaction(() =>
            {
                foreach (var (name, use) in changed)
                {
                    database.Execute(
                        "UPDATE tenants SET used_day = $day, used_compute = $compute WHERE name = $name",
                        ("$day", use!.Value.Day), ("$compute", use.Value.Compute), ("$name", name));
                }
            });
        }
    }

    private void Save(Tenant tenant) => database.Execute(
        """
        UPDATE tenants SET state = $state, max_concurrent = $concurrent, compute_per_minute = $minute, compute_per_day = $day, max_bodies = $bodies
        WHERE name = $name
        """,
        ("$name", tenant.Name), ("$state", (int)tenant.State), ("$concurrent", ToSql(tenant.Quotas.MaxConcurrent)),
        ("$minute", ToSql(tenant.Quotas.ComputePerMinute)), ("$day", ToSql(tenant.Quotas.ComputePerDay)), ("$bodies", ToSql(tenant.Quotas.MaxBodies)));

    private static object ToSql(long? value) => value is { } number ? number : DBNull.Value;

    private static (Tenant Tenant, long Day, long Compute) Read(SqliteDataReader row) => (
        new Tenant(
            row.GetString(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), (TenantState)row.GetInt32(2),
            new TenantQuotas
            {
                MaxConcurrent = (int?)Number(row, 3),
                ComputePerMinute = Number(row, 4),
                ComputePerDay = Number(row, 5),
                MaxBodies = Number(row, 6),
            }),
        row.GetInt64(7), row.GetInt64(8));

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
