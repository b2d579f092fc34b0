namespace Capsule.Guests.FileSystem.Memory;

/// <summary>A private symbolic link.</summary>
internal sealed class MemorySymlink(MemoryVolume volume, string target) : SymlinkNode
{
    private readonly ulong inode = volume.NextInode();
    private readonly FileTimes times = FileTimes.At(volume.Now);
    private uint links = 1;

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Symlink,
        Permissions = 0x1ff, // rwxrwxrwx
        Inode = inode,
        Links = links,
        Size = target.Length,
        Times = times,
    };

    internal override Result<string> ReadTarget() => target;

    /// <summary>Counts one more name.</summary>
    internal MemorySymlink AddLink()
    {
        links++;
        return this;
    }

    /// <summary>Takes one of its names away; each counts as a node, and the last one frees the target.</summary>
    internal void Unlink()
    {
        volume.Quota.RemoveNode();
        if (--links == 0)
        {
            volume.Quota.Release(target.Length);
        }
    }

    internal override Errno SetPermissions(uint permissions) => Errno.NotSupported;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.Success;
}
