using System.Runtime.InteropServices;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>The system calls that the oracle asks. Paths are bytes that end with a zero.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int openat(int directory, byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int dup(int file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int file, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int file, byte[] into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(int file, byte[] into, nint count, long position);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int file, byte[] bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwrite(int file, byte[] bytes, nint count, long position);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(int file, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int truncate(byte[] path, long length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int directory, byte[] path, int flags, uint mask, byte* result);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(int file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmodat(int directory, byte[] path, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int faccessat(int directory, byte[] path, int wanted, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getdents64(int file, byte[] into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdirat(int directory, byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlinkat(byte[] target, int directory, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int directory, byte[] path, byte[] into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(int directory, byte[] path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat(int directory, byte[] path, int newDirectory, byte[] newPath);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int linkat(int directory, byte[] path, int newDirectory, byte[] newPath, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int chdir(byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchdir(int file);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial byte* getcwd(byte[] into, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unshare(int what);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int chroot(byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int chown(byte[] path, uint user, uint group);

    [LibraryImport("libc")]
    internal static partial uint umask(uint mask);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc")]
    internal static partial int setfsuid(uint user);

    [LibraryImport("libc")]
    internal static partial int setfsgid(uint group);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int nftw(
        byte[] path, delegate* unmanaged<byte*, void*, int, void*, int> visit, int descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int remove(byte* path);
}
