namespace Capsule.Guests.FileSystem.Memory;

/// <summary>The private files of one sandbox: what they share.</summary>
/// <param name="quota">Bounds them.</param>
/// <param name="now">The time in nanoseconds since 1970.</param>
internal sealed class MemoryVolume(ScratchQuota quota, Func<long> now)
{
    /// <summary>Inodes from here on are private ones.</summary>
    private const ulong FirstInode = 1UL << 40;

    internal ScratchQuota Quota => quota;

    /// <summary>The time, which whoever changes something asks for.</summary>
    internal long Now
    {
        get
        {
            Changes++;
            return now();
        }
    }

    /// <summary>A number that is another one after every change.</summary>
    internal long Changes { get; private set; }

    /// <summary>The inode that is given out next.</summary>
    internal ulong FollowingInode { get; set; } = FirstInode;

    internal ulong NextInode() => FollowingInode++;
}
