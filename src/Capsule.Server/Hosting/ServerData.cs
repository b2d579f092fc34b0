using Capsule.Files;
using Capsule.Runtime.Images;
using Capsule.Server.Keys;
using Capsule.Server.Programs;
using Capsule.Server.Storage;
using Capsule.Server.Tenants;

namespace Capsule.Server.Hosting;

/// <summary>The directory of a server's data, which no other server uses at the same time.</summary>
internal sealed class ServerData : IDisposable
{
    private readonly FileLock held;

    private readonly ServerDatabase database;
    private readonly ServerDatabase programs;

    private ServerData(FileLock held, ServerDatabase database, ServerDatabase programs, TimeProvider time)
    {
        (this.held, this.database, this.programs) = (held, database, programs);
        Keys = new ApiKeyStore(database, time);
        Tenants = new TenantStore(database, Keys, time);
        Programs = new ProgramStore(programs, time);
    }

    internal ApiKeyStore Keys { get; }

    internal TenantStore Tenants { get; }

    internal ProgramStore Programs { get; }

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

            if (ServerDatabase.Open(Path.Combine(path, "server.db"), DatabaseSchemas.KeysAndTenants, "the API keys").TryGet(out var database, out var failure))
            {
                if (ServerDatabase.Open(Path.Combine(path, "programs.db"), DatabaseSchemas.Programs, "the tenants' programs").TryGet(out var programs, out failure))
                {
                    return new ServerData(held, database, programs, time);
                }

                database.Dispose();
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
        programs.Dispose();
        database.Dispose();
        held.Dispose();
    }
}
