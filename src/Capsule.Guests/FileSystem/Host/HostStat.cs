using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>What the host's <c>statx</c> tells of a file (linux/stat.h; the layout is the same on every processor).</summary>
internal readonly record struct HostStat(
    HostIdentity Identity, FileKind Kind, uint Mode, uint Owner, uint Links, long Size, FileTimes Times)
{
    /// <summary>Permission bits that guests see and set. Threat: a file that runs as its owner, or as its group.</summary>
    internal const uint SafeBits = 0x3ff; // the sticky bit and rwxrwxrwx

    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const long Second = 1_000_000_000;

    /// <summary>Asks for a name in a directory, which may be a symbolic link.</summary>
    internal static Result<HostStat> Of(SafeFileHandle directory, string name) => Read(directory, name, Libc.NoFollow);

    /// <summary>Asks for an open file.</summary>
    internal static Result<HostStat> Of(SafeFileHandle file) => Read(file, "", Libc.EmptyPath);

    /// <summary>What a guest is told.</summary>
    internal FileStat ToGuest(uint device) => new()
    {
        Kind = Kind,
        Permissions = Mode & (Kind == FileKind.Symlink ? 0x1ff : SafeBits),
        Inode = Identity.Inode,
        Device = device,
        Links = Links,
        Size = Size,
        Times = Times,
    };

    private static unsafe Result<HostStat> Read(SafeFileHandle directory, string name, int flags)
    {
        var bytes = stackalloc byte[256];
        if (Libc.statx(directory, HostNames.ToBytes(name), flags, BasicStats, bytes) != 0)
        {
            return HostErrors.Last();
        }

        uint mode = *(ushort*)(bytes + 0x1c); // stx_mode
        return new HostStat(
            new HostIdentity(((ulong)*(uint*)(bytes + 0x88) << 32) | *(uint*)(bytes + 0x8c), *(ulong*)(bytes + 0x20)),
            (FileKind)(mode & 0xf000),
            mode & 0xfff,
            *(uint*)(bytes + 0x14), // stx_uid
            *(uint*)(bytes + 0x10), // stx_nlink
            *(long*)(bytes + 0x28), // stx_size
            new FileTimes(Time(bytes + 0x40), Time(bytes + 0x70), Time(bytes + 0x60))); // stx_atime, stx_mtime, stx_ctime
    }

    private static unsafe long Time(byte* timestamp) => (*(long*)timestamp * Second) + *(uint*)(timestamp + 8);
}
