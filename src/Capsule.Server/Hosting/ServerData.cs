using Capsule.Files;
using Capsule.Runtime.Images;
using Capsule.Server.Keys;
using Capsule.Server.Storage;
using Capsule.Server.Tenants;

namespace Capsule.Server.Hosting;

/// <summary>The directory of a server's data, which no other server uses at the same time.</summary>
internal sealed class ServerData : IDisposable
{
    private readonly FileLock held;

    private readonly ServerDatabase database;

    private ServerData(FileLock held, ServerDatabase database, TimeProvider time)
    {
        (this.held, this.database) = (held, database);
        Keys = new ApiKeyStore(database, time);
        Tenants = new TenantStore(database, Keys, time);
    }

    internal ApiKeyStore Keys { get; }

    internal TenantStore Tenants { get; }

    /// <summary>Makes the directory where there is none, and opens what is in it.</summary>
    internal static Outcome<ServerData> Open(string path, TimeProvider time)
    {
        FileLock? held = null;
        try
        {
            OwnFolder.Ensure(path);
            held = FileLock.TryTake(Path.Combine(path, "lock"), isShared: false, TimeSpan.Zero);
            if (held is null)
            {
                return Failure.Config($"another server uses {path}: stop it, or say --data with another folder");
            }

            if (ServerDatabase.Open(Path.Combine(path, "server.db")).TryGet(out var database, out var failure))
            {
                return new ServerData(held, database, time);
            }

            held.Dispose();
            return failure;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            return Failure.Config($"the server's data cannot be kept in {path}: {e.Message}");
        }
    }

    public void Dispose()
    {
        database.Dispose();
        held.Dispose();
    }
}
