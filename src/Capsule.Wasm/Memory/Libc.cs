using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>The system calls that manage address space; constants are Linux's, the same on x64 and arm64.</summary>
internal static unsafe partial class Libc
{
    internal const int ProtectNone = 0;
    internal const int ProtectRead = 1;
    internal const int ProtectReadWrite = 3;

    internal const int MapShared = 0x01;
    internal const int MapPrivate = 0x02;
    internal const int MapFixed = 0x10;
    internal const int MapAnonymous = 0x20;
    internal const int MapNoReserve = 0x4000;

    internal const int ClockThreadCpuTime = 3;

    internal const int AdviseDontNeed = 4;
    internal const int AdviseNoHugePage = 15;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial void* mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(void* address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc")]
    internal static partial int clock_gettime(int clock, long* time);

    [LibraryImport("libc")]
    internal static partial int malloc_trim(nuint left);

    [LibraryImport("libc")]
    internal static partial nint pthread_self();

    [LibraryImport("libc")]
    internal static partial int pthread_getattr_np(nint thread, void* attributes);

    [LibraryImport("libc")]
    internal static partial int pthread_attr_getstack(void* attributes, out nint lowest, out nuint size);

    [LibraryImport("libc")]
    internal static partial int pthread_attr_destroy(void* attributes);

    /// <summary>Maps memory, at a fixed place when <paramref name="address"/> is given.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no address space or memory left for it.</exception>
    internal static byte* Map(byte* address, ulong length, int protection, int flags, int file = -1)
    {
        var fixedPlace = address is null ? 0 : MapFixed;
        var result = mmap(address, (nuint)length, protection, flags | fixedPlace, file, 0);
        return result == (void*)-1 ? throw Failed("mmap", length) : (byte*)result;
    }

    /// <summary>Maps a part of a file at a fixed place; false when the system does not, and what is there stays.</summary>
    internal static bool TryMap(byte* address, ulong length, int protection, int flags, int file, long offset) =>
        mmap(address, (nuint)length, protection, flags | MapFixed, file, offset) != (void*)-1;

    internal static InsufficientMemoryException Failed(string call, ulong length) =>
        new($"{call} of {length} bytes failed: {Marshal.GetLastPInvokeErrorMessage()}");
}
