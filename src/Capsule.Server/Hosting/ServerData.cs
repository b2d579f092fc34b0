using Capsule.Files;
using Capsule.Runtime.Images;
using Capsule.Server.Keys;

namespace Capsule.Server.Hosting;

/// <summary>The directory of a server's data, which no other server uses at the same time.</summary>
internal sealed class ServerData : IDisposable
{
    private readonly FileLock held;

    private ServerData(FileLock held, ApiKeyStore keys) => (this.held, Keys) = (held, keys);

    internal ApiKeyStore Keys { get; }

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

            if (ApiKeyStore.Open(Path.Combine(path, "server.db"), time).TryGet(out var keys, out var failure))
            {
                return new ServerData(held, keys);
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
        Keys.Dispose();
        held.Dispose();
    }
}
