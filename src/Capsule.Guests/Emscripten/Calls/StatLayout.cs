using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// <c>struct stat</c> of Emscripten's C library, 96 bytes: dev 0, mode 4, nlink 8, uid 12, gid 16, rdev 20, size 24
/// (i64), blksize 32, blocks 36, atime 40 (i64 seconds, i32 nanoseconds), mtime 56, ctime 72, ino 88 (i64).
/// </summary>
internal static class StatLayout
{
    private const uint Size = 96;
    private const int BlockSize = 4096;
    private const long Second = 1_000_000_000;

    internal static int Write(Arguments arguments, int buffer, FileStat stat)
    {
        var (memory, at) = (arguments.Memory, arguments.Address(buffer));
        memory.Bytes(at, Size).Clear();
        memory.Write(at, (int)stat.Device + 1);
        memory.Write(at + 4, (int)((uint)stat.Kind | stat.Permissions));
        memory.Write(at + 8, (int)stat.Links);
        memory.Write(at + 12, (int)FileStat.Owner);
        memory.Write(at + 16, (int)FileStat.Owner);
        memory.Write(at + 24, stat.Size);
        memory.Write(at + 32, BlockSize);
        memory.Write(at + 36, (int)((stat.Size + 511) / 512));
        WriteTime(arguments, at + 40, stat.Times.Accessed);
        WriteTime(arguments, at + 56, stat.Times.Modified);
        WriteTime(arguments, at + 72, stat.Times.Changed);
        memory.Write(at + 88, (long)stat.Inode);
        return 0;
    }

    /// <summary>
    /// <c>struct statfs</c>: bsize 4, blocks 8 (i64), bfree 16, bavail 24, files 32, ffree 40, namelen 56, frsize 60.
    /// </summary>
    internal static int WriteFileSystem(Arguments arguments, int buffer, VolumeSpace? volume)
    {
        var space = volume ?? arguments.Process.Volume.Quota.Space;
        var (memory, at) = (arguments.Memory, arguments.Address(buffer));
        memory.Bytes(at, 72).Clear();
        memory.Write(at + 4, BlockSize);
        memory.Write(at + 8, space.Bytes / BlockSize);
        memory.Write(at + 16, space.FreeBytes / BlockSize);
        memory.Write(at + 24, space.FreeBytes / BlockSize);
        memory.Write(at + 32, space.Files);
        memory.Write(at + 40, space.FreeFiles);
        memory.Write(at + 56, 255);
        memory.Write(at + 60, BlockSize);
        return 0;
    }

    private static void WriteTime(Arguments arguments, uint at, long time)
    {
        var seconds = Math.DivRem(time, Second, out var rest);
        arguments.Memory.Write(at, rest < 0 ? seconds - 1 : seconds);
        arguments.Memory.Write(at + 8, (int)(rest < 0 ? rest + Second : rest));
    }
}
