using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Journal.Ownership;

/// <summary>
/// A lock of a part of a file: Linux's <c>struct flock</c> on 64-bit systems, which is the same on x64 and arm64.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal partial struct FileLock
{
    internal const int Get = 36; // F_OFD_GETLK
    internal const int Set = 37; // F_OFD_SETLK
    internal const short Write = 1; // F_WRLCK
    internal const short Unlock = 2; // F_UNLCK

    internal short Type;
    private readonly short whence; // SEEK_SET is 0
    private readonly long start;
    private readonly long length;
    private readonly int process; // must be 0 for locks of open files

    /// <summary>A lock of one byte.</summary>
    internal FileLock(short type, long position) => (Type, whence, start, length, process) = (type, 0, position, 1, 0);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(SafeFileHandle file, int command, ref FileLock value);
}
