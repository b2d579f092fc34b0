using System.Runtime.InteropServices;

namespace Capsule.Wasm.Memory;

/// <summary><c>statx</c> of Linux, whose layout is the same on every processor (linux/stat.h).</summary>
internal static unsafe partial class FileStatus
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const long Second = 1_000_000_000;

    internal static FileIdentity? Read(string path)
    {
        var bytes = stackalloc byte[256];
        if (statx(CurrentDirectory, path, 0, BasicStats, bytes) != 0)
        {
            return null;
        }

        return new FileIdentity(
            ((ulong)*(uint*)(bytes + 0x88) << 32) | *(uint*)(bytes + 0x8c), // stx_dev_major, stx_dev_minor
            *(ulong*)(bytes + 0x20), // stx_ino
            *(ulong*)(bytes + 0x28), // stx_size
            Time(bytes + 0x70), // stx_mtime
            Time(bytes + 0x60)); // stx_ctime
    }

    /// <summary>Whether a path leads to a pipe, socket or device: opening one may wait for ever, or do something.</summary>
    internal static bool IsSpecial(string path)
    {
        const int regular = 0x8000, directory = 0x4000, kind = 0xf000; // S_IFREG, S_IFDIR, S_IFMT
        var bytes = stackalloc byte[256];
        return statx(CurrentDirectory, path, 0, BasicStats, bytes) == 0
            && (*(ushort*)(bytes + 0x1c) & kind) is not (regular or directory); // stx_mode
    }

    private static long Time(byte* timestamp) => (*(long*)timestamp * Second) + *(uint*)(timestamp + 8);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* result);
}
