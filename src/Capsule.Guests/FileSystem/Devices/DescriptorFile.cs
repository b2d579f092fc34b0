namespace Capsule.Guests.FileSystem.Devices;

/// <summary>A descriptor under a name, such as <c>/dev/stdout</c>: opening it gives what the descriptor stands for.</summary>
internal sealed class DescriptorFile(DescriptorTable descriptors, int descriptor) : FileNode
{
    internal override FileStat Stat() =>
        descriptors[descriptor]?.Stat() ?? new FileStat { Kind = FileKind.Character, Permissions = 0, Inode = 0 };

    /// <summary>The file's own permissions count: how the descriptor was opened decides.</summary>
    internal override Errno Check(uint wanted) => Errno.Success;

    internal override Result<OpenFile> Open(OpenFlags flags)
    {
        if (descriptors[descriptor] is not { } file)
        {
            return Errno.NoEntry;
        }

        var (reads, writes) = ((flags & OpenFlags.AccessMode) != OpenFlags.WriteOnly, (flags & OpenFlags.AccessMode) != 0);
        return (reads && !file.CanRead) || (writes && !file.CanWrite) ? Errno.AccessDenied : file;
    }

    internal override Errno SetPermissions(uint permissions) => Errno.NotPermitted;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.NotPermitted;
}
