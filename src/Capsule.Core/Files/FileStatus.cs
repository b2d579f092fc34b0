using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Files;

/// <summary>What <c>statx</c> of Linux says of a file; its layout is the same on every processor (linux/stat.h).</summary>
internal readonly record struct FileStatus
{
    private const int Size = 256;
    private const long Second = 1_000_000_000;
    private const int KindMask = 0xf000; // S_IFMT

    /// <summary>Kind and permissions.</summary>
    internal required int Mode { get; init; }

    /// <summary>How many names lead to it.</summary>
    internal required uint Links { get; init; }

    internal required uint User { get; init; }

    internal required uint Group { get; init; }

    /// <summary>Which file it is, and in which state.</summary>
    internal required FileIdentity Identity { get; init; }

    internal bool IsFile => (Mode & KindMask) == 0x8000; // S_IFREG

    internal bool IsFolder => (Mode & KindMask) == 0x4000; // S_IFDIR

    internal bool IsLink => (Mode & KindMask) == 0xa000; // S_IFLNK

    /// <summary>Whether it is a folder whose entries only their owners may rename or remove, as in <c>/tmp</c>.</summary>
    internal bool IsSticky => (Mode & 0x200) != 0; // S_ISVTX

    /// <summary>What is at a path, or null when there is nothing.</summary>
    internal static unsafe FileStatus? Of(string path, bool isLinkFollowed = true)
    {
        var bytes = stackalloc byte[Size];
        return path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal)
            && LibC.statx(LibC.CurrentDirectory, path, isLinkFollowed ? 0 : LibC.DoNotFollow, LibC.BasicStats, bytes) == 0
                ? Read(bytes)
                : null;
    }

    /// <summary>What an open file is.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    internal static unsafe FileStatus Of(SafeFileHandle file)
    {
        var bytes = stackalloc byte[Size];
        return LibC.statx((int)file.DangerousGetHandle(), "", LibC.EmptyPath, LibC.BasicStats, bytes) == 0
            ? Read(bytes)
            : throw new IOException($"an open file cannot be asked: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static unsafe FileStatus Read(byte* bytes) => new()
    {
        Links = *(uint*)(bytes + 0x10), // stx_nlink
        User = *(uint*)(bytes + 0x14), // stx_uid
        Group = *(uint*)(bytes + 0x18), // stx_gid
        Mode = *(ushort*)(bytes + 0x1c), // stx_mode
        Identity = new FileIdentity(
            ((ulong)*(uint*)(bytes + 0x88) << 32) | *(uint*)(bytes + 0x8c), // stx_dev_major, stx_dev_minor
            *(ulong*)(bytes + 0x20), // stx_ino
            *(ulong*)(bytes + 0x28), // stx_size
            Time(bytes + 0x70), // stx_mtime
            Time(bytes + 0x60)), // stx_ctime
    };

    private static unsafe long Time(byte* timestamp) => (*(long*)timestamp * Second) + *(uint*)(timestamp + 8);
}
