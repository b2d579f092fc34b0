using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// The system calls that reach files of the host. All take a name in an open directory; names are bytes that end with a
/// zero. Constants are Linux's, the same on x64 and arm64 unless <see cref="HostOpen"/> says otherwise.
/// </summary>
internal static unsafe partial class Libc
{
    internal const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    internal const int EffectiveUser = 0x200; // AT_EACCESS
    internal const int RemoveDirectory = 0x200; // AT_REMOVEDIR
    internal const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    internal const nint OpenAt2 = 437; // __NR_openat2
    internal const int Append = 0x10; // RWF_APPEND

    [LibraryImport("libc", SetLastError = true)]
    internal static partial SafeFileHandle open(byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial SafeFileHandle openat(SafeFileHandle directory, byte[] name, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, SafeFileHandle directory, byte[] path, OpenHow* how, nint size);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(SafeFileHandle directory, byte[] name, int flags, uint mask, byte* result);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fstatfs(SafeFileHandle file, byte* result);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int faccessat(SafeFileHandle directory, byte[] name, int wanted, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(SafeFileHandle file, byte* into, nint count, long position);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwrite(SafeFileHandle file, byte* bytes, nint count, long position);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwritev2(SafeFileHandle file, IoVector* vectors, int count, long position, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmodat(SafeFileHandle directory, byte[] name, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int futimens(SafeFileHandle file, TimeSpec* times);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int utimensat(SafeFileHandle directory, byte[] name, TimeSpec* times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdirat(SafeFileHandle directory, byte[] name, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlinkat(byte[] target, SafeFileHandle directory, byte[] name);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(SafeFileHandle directory, byte[] name, byte* into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int linkat(
        SafeFileHandle directory, byte[] name, SafeFileHandle newDirectory, byte[] newName, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(SafeFileHandle directory, byte[] name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat(
        SafeFileHandle directory, byte[] name, SafeFileHandle newDirectory, byte[] newName);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(SafeFileHandle directory, byte* into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(SafeFileHandle file, int command, LockRange* range);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    /// <summary><c>struct flock</c>.</summary>
    internal struct LockRange
    {
        internal short Kind;
        internal short Whence;
        internal long Start;
        internal long Length;
        internal int Process;
    }

    /// <summary><c>struct open_how</c>.</summary>
    internal struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    /// <summary><c>struct iovec</c>.</summary>
    internal struct IoVector
    {
        internal byte* Bytes;
        internal nint Length;
    }

    /// <summary><c>struct timespec</c>.</summary>
    internal struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }
}
