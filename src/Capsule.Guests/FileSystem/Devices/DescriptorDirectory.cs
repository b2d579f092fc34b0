using System.Globalization;

namespace Capsule.Guests.FileSystem.Devices;

/// <summary><c>/dev/fd</c>: the open descriptors by their numbers.</summary>
internal sealed class DescriptorDirectory(DescriptorTable descriptors, ulong inode) : FixedDirectory
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
}
