using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A directory that is open for one operation.</summary>
internal readonly struct HostPlace(SafeFileHandle handle, bool isOwned) : IDisposable
{
    internal SafeFileHandle Handle => handle;

    public void Dispose()
    {
        if (isOwned)
        {
            handle.Dispose();
        }
    }
}
