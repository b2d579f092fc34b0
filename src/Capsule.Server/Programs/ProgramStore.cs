using Capsule.Journaling;
using Capsule.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Programs;

/// <summary>
/// The programs of all tenants, in <c>programs.db</c> of the server's data: a version is there as a whole or not at all, whenever the
/// server ends. Thread-safe.
/// </summary>
/// <remarks>Paths of a program's files are data in it: none of them ever names a file of the host.</remarks>
internal sealed class ProgramStore(ServerDatabase database, TimeProvider time)
{
    private const int MaxVersions = 10_000;
    private const string Columns = "version, language, entry, tasks, size, created";

    /// <summary>The names of versions.</summary>
    internal AliasTable Aliases { get; } = new(database, time);

    /// <summary>Keeps a version; gives the one that is there, where there is one of its name.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="program">The version.</param>
    /// <param name="artifact">All of it.</param>
    /// <param name="maxBytes">What the tenant's programs may take together.</param>
    internal Outcome<(ProgramVersion Program, bool IsNew)> Add(string tenant, ProgramVersion program, byte[] artifact, long maxBytes)
    {
        lock (database.Gate)
        {
            if (Find(tenant, program.Version) is { } known)
            {
                return (known, false);
            }

            var (count, bytes) = database.Query(
                "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM programs WHERE tenant = $tenant", row => (row.GetInt64(0), row.GetInt64(1)), ("$tenant", tenant))[0];
            if (count >= MaxVersions || bytes + program.Size > maxBytes)
            {
                return new Failure(
                    ErrorType.LimitExceeded,
                    $"{count} programs take {bytes} bytes, this one takes {program.Size}, and {MaxVersions} programs of {maxBytes} bytes are allowed: "
                    + "delete those that nobody uses with DELETE /v1/programs/{version}");
            }

            database.Execute(
                $"INSERT INTO programs (tenant, {Columns}, artifact) VALUES ($tenant, $version, $language, $entry, $tasks, $size, $created, $artifact)",
                ("$tenant", tenant), ("$version", program.Version), ("$language", program.Language), ("$entry", program.Entry), ("$tasks", program.Tasks),
                ("$size", program.Size), ("$created", program.Created.ToMicroseconds()), ("$artifact", artifact));
            return (program, true);
        }
    }

    /// <summary>A version of a tenant, or null.</summary>
    internal ProgramVersion? Find(string tenant, string version)
    {
        lock (database.Gate)
        {
            return database.Find(
                $"SELECT {Columns} FROM programs WHERE tenant = $tenant AND version = $version", Read, ("$tenant", tenant), ("$version", version));
        }
    }

    /// <summary>All of a version of a tenant, or null.</summary>
    internal byte[]? ReadArtifact(string tenant, string version)
    {
        lock (database.Gate)
        {
            return database.Find(
                "SELECT artifact FROM programs WHERE tenant = $tenant AND version = $version", row => row.GetFieldValue<byte[]>(0), ("$tenant", tenant), ("$version", version));
        }
    }

    /// <summary>Versions of a tenant, the youngest first.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="after">The last one that is known, or null.</param>
    /// <param name="limit">How many at most.</param>
    internal IReadOnlyList<ProgramVersion> List(string tenant, ProgramCursor? after, int limit)
    {
        var (created, version) = after is { } known ? (known.Created.ToMicroseconds(), known.Version) : (long.MaxValue, "");
        lock (database.Gate)
        {
            return database.Query(
                $"""
                SELECT {Columns} FROM programs WHERE tenant = $tenant AND (created, version) < ($created, $after)
                ORDER BY created DESC, version DESC LIMIT $limit
                """,
                Read, ("$tenant", tenant), ("$created", created), ("$after", version), ("$limit", limit));
        }
    }

    /// <summary>Deletes a version. Gives null, or why it is not deleted.</summary>
    internal Failure? Delete(string tenant, string version)
    {
        lock (database.Gate)
        {
            var names = database.Query(
                "SELECT name FROM aliases WHERE tenant = $tenant AND version = $version ORDER BY name", row => row.GetString(0), ("$tenant", tenant), ("$version", version));
            if (names.Count > 0)
            {
                return Failure.Config($"the alias '{names[0]}' leads to this version: let it lead to another, or delete it first");
            }

            database.Execute("DELETE FROM programs WHERE tenant = $tenant AND version = $version", ("$tenant", tenant), ("$version", version));
            return null;
        }
    }

    private static ProgramVersion Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), JournalTime.FromMicroseconds(row.GetInt64(5)));
}
