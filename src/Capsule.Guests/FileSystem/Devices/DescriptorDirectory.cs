using System.Globalization;

namespace Capsule.Guests.FileSystem.Devices;

/// <summary><c>/dev/fd</c>: the open descriptors by their numbers.</summary>
internal sealed class DescriptorDirectory(DescriptorTable descriptors, ulong inode) : DirectoryNode
{
    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Directory,
        Permissions = 0x16d, // r-xr-xr-x
        Inode = inode,
        Links = 2,
        Times = FileTimes.At(Base.BaseTree.Time),
    };

    internal override Result<Node> Lookup(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && descriptors[number] is not null
            ? new DescriptorFile(descriptors, number)
            : Errno.NoEntry;

    internal override Result<Listing> List() => new Listing([.. Enumerable.Range(0, DescriptorTable.Limit)
        .Where(number => descriptors[number] is not null)
        .Select(number => new DirectoryEntry(
            number.ToString(CultureInfo.InvariantCulture), descriptors[number]!.Stat().Kind, (ulong)number + 1))]);

    internal override Result<OpenFile> Create(string name, uint permissions, OpenFlags flags) => Errno.AccessDenied;

    internal override Errno CreateDirectory(string name, uint permissions) => Errno.AccessDenied;

    internal override Errno CreateSymlink(string name, string target) => Errno.AccessDenied;

    internal override Errno CreateLink(string name, DirectoryNode source, string sourceName) => Errno.AccessDenied;

    internal override Errno RemoveFile(string name) => Errno.AccessDenied;

    internal override Errno RemoveDirectory(string name) => Errno.AccessDenied;

    internal override Errno Rename(string name, DirectoryNode target, string newName) => Errno.AccessDenied;

    internal override Errno SetPermissions(uint permissions) => Errno.NotPermitted;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.NotPermitted;
}
