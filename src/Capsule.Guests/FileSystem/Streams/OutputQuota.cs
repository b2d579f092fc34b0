namespace Capsule.Guests.FileSystem.Streams;

/// <summary>How much a sandbox may still print. Threat: a guest that floods the host's logs and disks.</summary>
internal sealed class OutputQuota(long limit)
{
    private long left = limit;

    /// <summary>Whether the guest was refused.</summary>
    internal bool WasExceeded { get; private set; }

    internal bool TryTake(int bytes)
    {
        if (bytes > left)
        {
            WasExceeded = true;
            return false;
        }

        left -= bytes;
        return true;
    }
}
