using System.Security.Cryptography;
using Capsule.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Capsule.Server.Keys;

/// <summary>The API keys. Thread-safe.</summary>
internal sealed class ApiKeyStore(ServerDatabase database, TimeProvider time)
{
    private const int MaxKeys = 1000;
    private const string Columns = "id, tenant, name, role, created, expires, last_used, hash";
    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);

    private DateTimeOffset Now => time.GetUtcNow();

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
        lock (database.Gate)
        {
            if (List(key.Tenant).Count >= MaxKeys)
            {
                return new Failure(ErrorType.LimitExceeded, $"there are {MaxKeys} API keys, which is the most: revoke those that nobody uses");
            }

            database.Execute(
                "INSERT INTO api_keys (id, tenant, name, role, hash, created, expires) VALUES ($id, $tenant, $name, $role, $hash, $created, $expires)",
                ("$id", key.Id), ("$tenant", key.Tenant), ("$name", key.Name), ("$role", (int)key.Role), ("$hash", KeyText.Hash(text)),
                ("$created", key.Created.ToUnixTimeSeconds()), ("$expires", key.Expires is { } end ? end.ToUnixTimeSeconds() : DBNull.Value));
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

        lock (database.Gate)
        {
            var found = database.Query(
                $"SELECT {Columns} FROM api_keys WHERE id = $id", row => (Key: Read(row), Hash: row.GetFieldValue<byte[]>(7)), ("$id", id));
            if (found is not [var (key, hash)] || !CryptographicOperations.FixedTimeEquals(hash, KeyText.Hash(text)) || key.Expires <= Now)
            {
                return null;
            }

            if (key.LastUsed is not { } last || Now - last >= UseGrain)
            {
                NoteUse(id);
            }

            return key;
        }
    }

    /// <summary>When a key was used is not worth a request: on a full disk, whoever only reads still can.</summary>
    private void NoteUse(string id)
    {
        try
        {
            database.Execute("UPDATE api_keys SET last_used = $now WHERE id = $id", ("$now", Now.ToUnixTimeSeconds()), ("$id", id));
        }
        catch (SqliteException)
        {
            // It is tried again with the next request.
        }
    }

    /// <summary>The keys of a tenant, the oldest first.</summary>
    internal IReadOnlyList<ApiKey> List(string tenant)
    {
        lock (database.Gate)
        {
            return database.Query($"SELECT {Columns} FROM api_keys WHERE tenant = $tenant ORDER BY created, id", Read, ("$tenant", tenant));
        }
    }

    /// <summary>Ends a key of a tenant at once. False where it has none with this id.</summary>
    internal bool Revoke(string tenant, string id)
    {
        lock (database.Gate)
        {
            return database.Execute("DELETE FROM api_keys WHERE tenant = $tenant AND id = $id", ("$tenant", tenant), ("$id", id)) > 0;
        }
    }

    private static ApiKey Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), (KeyRole)row.GetInt32(3), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4)),
        row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(5)),
        row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(6)));
}
