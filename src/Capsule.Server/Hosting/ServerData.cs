using Capsule.Files;
using Capsule.Server.Keys;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Server.Hosting;

/// <summary>The directory of a server's data, which no other server uses at the same time.</summary>
internal sealed class ServerData : IDisposable
{
    private readonly SafeFileHandle held;

    private ServerData(SafeFileHandle held, ApiKeyStore keys) => (this.held, Keys) = (held, keys);

    internal ApiKeyStore Keys { get; }

    /// <summary>Makes the directory where there is none, and opens what is in it.</summary>
    internal static Outcome<ServerData> Open(string path, TimeProvider time)
    {
        SafeFileHandle? held = null;
        try
        {
            OwnFolder.Ensure(path);
            held = RegularFile.OpenOrCreate(Path.Combine(path, "lock"));
            if (!LibC.TryLock(held, isShared: false))
            {
                held.Dispose();
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
