namespace Capsule.Guests.FileSystem.Memory;

/// <summary>A private symbolic link.</summary>
internal sealed class MemorySymlink(MemoryVolume volume, string target) : SymlinkNode
{
    private readonly ulong inode = volume.NextInode();
    private readonly FileTimes times = FileTimes.At(volume.Now);

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Symlink,
        Permissions = 0x1ff, // rwxrwxrwx
        Inode = inode,
        Size = target.Length,
        Times = times,
    };

    internal override Result<string> ReadTarget() => target;

    internal override Errno SetPermissions(uint permissions) => Errno.NotSupported;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.Success;
}
