namespace Capsule.Guests.FileSystem.Memory;

/// <summary>The private files of one sandbox: what they share.</summary>
/// <param name="quota">Bounds them.</param>
/// <param name="now">The time in nanoseconds since 1970.</param>
internal sealed class MemoryVolume(ScratchQuota quota, Func<long> now)
{
    /// <summary>Inodes from here on are private ones.</summary>
    private const ulong FirstInode = 1UL << 40;

    private ulong inodes = FirstInode;

    internal ScratchQuota Quota => quota;

    internal long Now => now();

    internal ulong NextInode() => inodes++;
}
