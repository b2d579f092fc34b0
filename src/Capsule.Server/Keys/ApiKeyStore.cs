using System.Security.Cryptography;
using Capsule.Files;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Keys;

/// <summary>The API keys, in <c>server.db</c> of the server's data. Thread-safe.</summary>
internal sealed class ApiKeyStore : IDisposable
{
    internal const string DefaultTenant = "default";

    private const int Version = 1;
    private const int MaxKeys = 1000;
    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);

    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly Lock gate = new();

    private ApiKeyStore(SqliteConnection connection, TimeProvider time) => (this.connection, this.time) = (connection, time);

    /// <summary>Opens the store, and makes it where there is none.</summary>
    internal static Outcome<ApiKeyStore> Open(string path, TimeProvider time)
    {
        RegularFile.OpenOrCreate(path).Dispose(); // readable by nobody else, and no link
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var store = new ApiKeyStore(connection, time);
            var version = store.ReadVersion();
            if (version is 0)
            {
                store.Execute(
                    $"""
                    PRAGMA journal_mode = WAL;
                    BEGIN IMMEDIATE;
                    CREATE TABLE api_keys (
                      id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, role INTEGER NOT NULL, hash BLOB NOT NULL,
                      created INTEGER NOT NULL, expires INTEGER, last_used INTEGER) STRICT;
                    PRAGMA user_version = {Version};
                    COMMIT;
                    """);
            }

            if (version is 0 or Version)
            {
                store.Execute("PRAGMA synchronous = FULL");
                return store;
            }

            connection.Dispose();
            return Failure.Config($"{path} has format {version}, and this server reads format {Version}: it was written by another version of Capsule");
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            return Failure.Config($"{path} cannot be used: {e.Message}; the API keys are in it: restore it from a backup, or remove it to begin without any");
        }
    }

    /// <summary>Makes a key. Its text is nowhere afterwards but where it is given now.</summary>
    /// <returns>The key and its text; a failure where the tenant has as many as it may have.</returns>
    internal Outcome<(ApiKey Key, string Text)> TryCreate(NewApiKey wanted, string tenant)
    {
        var (key, text) = Draft(wanted, tenant);
        return TryAdd(key, text) is { } failure ? failure : (key, text);
    }

    /// <summary>Thinks up a key, which is none before <see cref="TryAdd"/>.</summary>
    internal (ApiKey Key, string Text) Draft(NewApiKey wanted, string tenant)
    {
        var (id, text) = KeyText.New();
        return (new ApiKey(id, tenant, wanted.Name, wanted.Role, Now, wanted.Expires, null), text);
    }

    /// <summary>Keeps a key. Null, or why it cannot be kept: the tenant has as many as it may have.</summary>
    internal Failure? TryAdd(ApiKey key, string text)
    {
        lock (gate)
        {
            if (List(key.Tenant).Count >= MaxKeys)
            {
                return new Failure(ErrorType.LimitExceeded, $"there are {MaxKeys} API keys, which is the most: revoke those that nobody uses");
            }

            Execute(
                "INSERT INTO api_keys (id, tenant, name, role, hash, created, expires) VALUES ($id, $tenant, $name, $role, $hash, $created, $expires)",
                ("$id", key.Id), ("$tenant", key.Tenant), ("$name", key.Name), ("$role", (int)key.Role), ("$hash", KeyText.Hash(text)),
                ("$created", ToSeconds(key.Created)), ("$expires", ToSeconds(key.Expires)));
            return null;
        }
    }

    /// <summary>The key with a text, which is noted as used; null where there is none, or it has ended.</summary>
    internal ApiKey? Authenticate(string text)
    {
        if (KeyText.IdOf(text) is not { } id)
        {
            return null;
        }

        lock (gate)
        {
            using var command = Command("SELECT tenant, name, role, created, expires, last_used, id, hash FROM api_keys WHERE id = $id", ("$id", id));
            using var rows = command.ExecuteReader();
            if (!rows.Read() || !CryptographicOperations.FixedTimeEquals(rows.GetFieldValue<byte[]>(7), KeyText.Hash(text)))
            {
                return null;
            }

            var key = Read(rows);
            if (key.Expires <= Now)
            {
                return null;
            }

            if (key.LastUsed is not { } last || Now - last >= UseGrain)
            {
                Execute("UPDATE api_keys SET last_used = $now WHERE id = $id", ("$now", ToSeconds(Now)), ("$id", id));
            }

            return key;
        }
    }

    /// <summary>The keys of a tenant, the oldest first.</summary>
    internal IReadOnlyList<ApiKey> List(string tenant)
    {
        lock (gate)
        {
            using var command = Command(
                "SELECT tenant, name, role, created, expires, last_used, id FROM api_keys WHERE tenant = $tenant ORDER BY created, id", ("$tenant", tenant));
            using var rows = command.ExecuteReader();
            var keys = new List<ApiKey>();
            while (rows.Read())
            {
                keys.Add(Read(rows));
            }

            return keys;
        }
    }

    /// <summary>Ends a key of a tenant at once. False where it has none with this id.</summary>
    internal bool Revoke(string tenant, string id)
    {
        lock (gate)
        {
            return Execute("DELETE FROM api_keys WHERE tenant = $tenant AND id = $id", ("$tenant", tenant), ("$id", id)) > 0;
        }
    }

    public void Dispose() => connection.Dispose();

    private DateTimeOffset Now => time.GetUtcNow();

    private static ApiKey Read(SqliteDataReader row) => new(
        row.GetString(6), row.GetString(0), row.GetString(1), (KeyRole)row.GetInt32(2), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3)),
        row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4)),
        row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(5)));

    private static object ToSeconds(DateTimeOffset? moment) => moment is { } known ? known.ToUnixTimeSeconds() : DBNull.Value;

    private long ReadVersion()
    {
        using var command = Command("PRAGMA user_version");
        return (long)command.ExecuteScalar()!;
    }

    private int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Makes a command. Threat: a connection keeps each that is not disposed of, and anybody who has the port causes some.</summary>
    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
