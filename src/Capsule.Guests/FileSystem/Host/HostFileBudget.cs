namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// What is left of the bytes and files that sandboxes may write to the host. Sandboxes that go on from each other share one:
/// else a guest would begin anew whenever its sandbox is replaced. Thread-safe.
/// </summary>
/// <param name="limits">What there is at first.</param>
internal sealed class HostFileBudget(HostFileLimits limits)
{
    private readonly Lock gate = new();
    private long written;
    private int created;

    internal HostFileLimits Limits => limits;

    internal bool MayCreate
    {
        get
        {
            lock (gate)
            {
                return created < limits.FilesCreated;
            }
        }
    }

    internal void AddCreated()
    {
        lock (gate)
        {
            created++;
        }
    }

    /// <summary>How many of some bytes may still be written.</summary>
    internal int Allow(int bytes)
    {
        lock (gate)
        {
            return (int)Math.Min(bytes, limits.BytesWritten - written);
        }
    }

    internal void AddWritten(long bytes)
    {
        lock (gate)
        {
            written += bytes;
        }
    }

    internal bool TryGrow(long bytes)
    {
        lock (gate)
        {
            if (bytes > limits.BytesWritten - written)
            {
                return false;
            }

            written += Math.Max(bytes, 0);
            return true;
        }
    }
}
