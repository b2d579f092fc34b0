using System.Security.Cryptography;
using Capsule.Journaling;
using Capsule.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Programs;

/// <summary>The names of programs' versions. Thread-safe.</summary>
internal sealed class AliasTable(ServerDatabase database, TimeProvider time)
{
    private const int MaxAliases = 1000;
    private const int TagBytes = 8;
    private const string Columns = "name, version, tag, changed";

    /// <summary>The aliases of a tenant, by name.</summary>
    internal IReadOnlyList<ProgramAlias> List(string tenant)
    {
        lock (database.Gate)
        {
            return database.Query($"SELECT {Columns} FROM aliases WHERE tenant = $tenant ORDER BY name", Read, ("$tenant", tenant));
        }
    }

    /// <summary>An alias of a tenant, or null.</summary>
    internal ProgramAlias? Find(string tenant, string name)
    {
        lock (database.Gate)
        {
            return database.Find($"SELECT {Columns} FROM aliases WHERE tenant = $tenant AND name = $name", Read, ("$tenant", tenant), ("$name", name));
        }
    }

    /// <summary>Lets an alias lead to a version.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="name">The alias.</param>
    /// <param name="version">Where it leads.</param>
    /// <param name="mayChange">Whether it may be changed, as it is now: null where it is not there.</param>
    internal AliasChange Set(string tenant, string name, string version, Func<ProgramAlias?, bool> mayChange)
    {
        lock (database.Gate)
        {
            var before = Find(tenant, name);
            if (!mayChange(before))
            {
                return new AliasChange.WasChanged();
            }

            if (database.Query("SELECT 1 FROM programs WHERE tenant = $tenant AND version = $version", row => row.GetInt64(0), ("$tenant", tenant), ("$version", version)).Count == 0)
            {
                return new AliasChange.NoSuchVersion();
            }

            if (before is null && database.Query("SELECT COUNT(*) FROM aliases WHERE tenant = $tenant", row => row.GetInt64(0), ("$tenant", tenant))[0] >= MaxAliases)
            {
                return new AliasChange.TooMany(MaxAliases);
            }

            // Not a number that counts: an alias that was deleted and made again must not look as it did.
            var now = new ProgramAlias(
                name, version, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TagBytes)), time.GetUtcNow());
            database.Execute(
                """
                INSERT INTO aliases (tenant, name, version, tag, changed) VALUES ($tenant, $name, $version, $tag, $changed)
                ON CONFLICT (tenant, name) DO UPDATE SET version = excluded.version, tag = excluded.tag, changed = excluded.changed
                """,
                ("$tenant", tenant), ("$name", name), ("$version", version), ("$tag", now.Tag), ("$changed", now.Changed.ToMicroseconds()));
            return new AliasChange.Made(now, before is null);
        }
    }

    /// <summary>Deletes an alias; null where there is none, and false where it may not be changed.</summary>
    internal bool? Delete(string tenant, string name, Func<ProgramAlias?, bool> mayChange)
    {
        lock (database.Gate)
        {
            return Find(tenant, name) is not { } alias ? null
                : mayChange(alias) && database.Execute("DELETE FROM aliases WHERE tenant = $tenant AND name = $name", ("$tenant", tenant), ("$name", name)) > 0;
        }
    }

    private static ProgramAlias Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), JournalTime.FromMicroseconds(row.GetInt64(3)));
}
