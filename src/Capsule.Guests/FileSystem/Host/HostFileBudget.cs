namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// What is left of the bytes and files that sandboxes may write to the host. Sandboxes that go on from each other share one:
/// else a guest would begin anew whenever its sandbox is replaced. Thread-safe: what something may cost is taken before it is
/// done, and what it did not cost is given back.
/// </summary>
/// <param name="limits">What there is at first.</param>
internal sealed class HostFileBudget(HostFileLimits limits)
{
    private readonly Lock gate = new();
    private long written;
    private int created;

    internal HostFileLimits Limits => limits;

    /// <summary>What there is, and what is left of it.</summary>
    internal VolumeSpace Space
    {
        get
        {
            lock (gate)
            {
                return new VolumeSpace(
                    limits.BytesWritten, Math.Max(0, limits.BytesWritten - written),
                    limits.FilesCreated, Math.Max(0, limits.FilesCreated - created));
            }
        }
    }

    /// <summary>Takes one file, directory or link to create.</summary>
    internal bool TryCreate()
    {
        lock (gate)
        {
            if (created >= limits.FilesCreated)
            {
                return false;
            }

            created++;
            return true;
        }
    }

    /// <summary>Gives one back that was not created.</summary>
    internal void RevokeCreated()
    {
        lock (gate)
        {
            created--;
        }
    }

    /// <summary>Takes as many of some bytes as may still be written.</summary>
    /// <param name="bytes">How many are to be written.</param>
    /// <param name="gap">
    /// How far behind the end of the file they begin. Threat: one byte far behind the end makes a file of terabytes, which costs
    /// the disk nothing until somebody copies or fills it.
    /// </param>
    internal int Allow(int bytes, long gap)
    {
        lock (gate)
        {
            var count = (int)Math.Clamp(limits.BytesWritten - written - Math.Max(gap, 0), 0, bytes);
            written += Cost(count, gap);
            return count;
        }
    }

    /// <summary>Gives back what was allowed and not written.</summary>
    internal void Revoke(int allowed, int done, long gap)
    {
        lock (gate)
        {
            written -= Cost(allowed, gap) - Cost(done, gap);
        }
    }

    /// <summary>Takes bytes by which something becomes longer.</summary>
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

    /// <summary>Gives back what <see cref="TryGrow"/> took.</summary>
    internal void RevokeGrown(long bytes)
    {
        lock (gate)
        {
            written -= Math.Max(bytes, 0);
        }
    }

    /// <summary>Bytes that are written, and those by which the file becomes longer before them.</summary>
    private static long Cost(int bytes, long gap) => bytes == 0 ? 0 : bytes + Math.Max(gap, 0);
}
