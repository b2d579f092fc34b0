namespace Capsule.Guests.FileSystem.Memory;

/// <summary>Bounds what a sandbox keeps in files of its own: host memory that a guest could otherwise fill.</summary>
/// <param name="available">How many bytes may be in use now; what the guest's memory takes is not for files.</param>
internal sealed class ScratchQuota(Func<long> available)
{
    /// <summary>Threat: a million empty files cost the host hundreds of megabytes.</summary>
    private const int NodeLimit = 65_536;

    /// <summary>What a node costs the host beside its contents, about.</summary>
    private const int NodeBytes = 512;

    /// <summary>What a node takes for those who ask how full the disk is: one that has files is not empty.</summary>
    private const int BlockBytes = 4096;

    private int nodes;

    /// <summary>Bytes in use.</summary>
    internal long Used { get; private set; }

    /// <summary>What there is of private files, and what is left.</summary>
    internal VolumeSpace Space
    {
        get
        {
            var free = Math.Max(0, Math.Min(available(), uint.MaxValue) - Used);
            return new VolumeSpace(Used + ((long)nodes * BlockBytes) + free, free, NodeLimit, Math.Max(0, NodeLimit - nodes));
        }
    }

    internal bool TryReserve(long bytes)
    {
        if (bytes > available() - Used)
        {
            return false;
        }

        Used += bytes;
        return true;
    }

    /// <summary>Counts what was reserved in another sandbox, whose state goes on in this one.</summary>
    internal void Adopt(long bytes) => Used += bytes;

    /// <summary>As <see cref="Adopt"/>, for a node.</summary>
    internal void AdoptNode()
    {
        nodes++;
        Adopt(NodeBytes);
    }

    internal void Release(long bytes) => Used -= bytes;

    internal bool TryAddNode()
    {
        if (nodes >= NodeLimit || !TryReserve(NodeBytes))
        {
            return false;
        }

        nodes++;
        return true;
    }

    internal void RemoveNode()
    {
        nodes--;
        Release(NodeBytes);
    }
}
