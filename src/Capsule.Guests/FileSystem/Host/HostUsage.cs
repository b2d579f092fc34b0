namespace Capsule.Guests.FileSystem.Host;

/// <summary>Counts what one sandbox does to the host, against <see cref="HostFileLimits"/>.</summary>
internal sealed class HostUsage(HostFileLimits limits)
{
    private long written;
    private int created;
    private int listed;

    /// <summary>How many files are open now.</summary>
    internal int Open { get; private set; }

    internal bool TryOpen()
    {
        if (Open >= limits.OpenFiles)
        {
            return false;
        }

        Open++;
        return true;
    }

    internal void Close() => Open--;

    internal bool MayCreate => created < limits.FilesCreated;

    internal void AddCreated() => created++;

    /// <summary>How many of some bytes may still be written.</summary>
    internal int Allow(int bytes) => (int)Math.Min(bytes, limits.BytesWritten - written);

    internal void AddWritten(long bytes) => written += bytes;

    internal bool TryGrow(long bytes)
    {
        if (bytes > limits.BytesWritten - written)
        {
            return false;
        }

        written += Math.Max(bytes, 0);
        return true;
    }

    internal bool TryList(int entries)
    {
        if (entries > limits.ListedEntries - listed)
        {
            return false;
        }

        listed += entries;
        return true;
    }

    internal void ReleaseListed(int entries) => listed -= entries;
}
