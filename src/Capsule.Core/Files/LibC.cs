using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Files;

/// <summary>The system calls that opening files takes; constants are Linux's.</summary>
internal static unsafe partial class LibC
{
    internal const int CurrentDirectory = -100; // AT_FDCWD
    internal const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    internal const int DoNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    internal const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    private const int Exclusive = 2; // LOCK_EX
    private const int Shared = 1; // LOCK_SH
    private const int WithoutWaiting = 4; // LOCK_NB
    private const int WouldBlock = 11; // EWOULDBLOCK
    private const int Interrupted = 4; // EINTR
    private const int SetLease = 1024; // F_SETLEASE
    private const int ReadLease = 0; // F_RDLCK

    /// <summary>O_NOFOLLOW, one of the few flags that differ.</summary>
    internal static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>O_DIRECTORY, O_CLOEXEC.</summary>
    private static int Folder => (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000) | 0x80000;

    internal static uint EffectiveUser => geteuid();

    internal static uint EffectiveGroup => getegid();

    /// <summary>Opens a file. A path with a zero in it, which would end it early, leads nowhere.</summary>
    internal static SafeFileHandle Open(string path, int flags, uint mode)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            Marshal.SetLastPInvokeError(2); // ENOENT
            return new SafeFileHandle(-1, ownsHandle: true);
        }

        while (true)
        {
            var descriptor = open(path, flags, mode);
            if (descriptor >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }
        }
    }

    /// <summary>Opens a folder.</summary>
    internal static SafeFileHandle OpenFolder(string path) => Open(path, Folder, 0);

    /// <summary>
    /// Keeps a file as it is while it is open here: the kernel lets nobody open it for writing or truncate it (fcntl(2), leases).
    /// Whoever tries is made to wait, up to 45 seconds, and this process gets SIGIO, which ends it unless it is handled.
    /// False where somebody has it open for writing, or the file system has no leases.
    /// </summary>
    internal static bool TryHold(SafeFileHandle file) => fcntl(file, SetLease, ReadLease) == 0;

    /// <summary>Has the system write what a file system has not written yet, so that a folder that is renamed next has its files after a power cut.</summary>
    internal static void SyncFileSystem(string folder)
    {
        using var handle = OpenFolder(folder);
        _ = syncfs(handle);
    }

    /// <summary>Locks an open file between processes, until it is closed. False when somebody else has it locked.</summary>
    /// <exception cref="IOException">The file system has no locks.</exception>
    internal static bool TryLock(SafeFileHandle file, bool isShared)
    {
        while (flock(file, (isShared ? Shared : Exclusive) | WithoutWaiting) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted: continue;
                case WouldBlock: return false;
                default: throw new IOException($"a file cannot be locked: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        return true;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int directory, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
