using System.Runtime.InteropServices;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>
/// Runs code on a thread whose root directory is a fresh empty folder and whose user is not root, as far as files go:
/// the process as a whole keeps both.
/// </summary>
internal static unsafe class ConfinedThread
{
    private const uint User = 1000;
    private const int OwnDirectories = 0x200; // CLONE_FS: root, current directory and mask
    private const int FilesFirst = 8 | 1; // FTW_DEPTH, FTW_PHYS

    /// <summary>In memory, if there is such a place: thousands of folders come and go.</summary>
    private static readonly string Place = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static int last;

    /// <summary>Whether this process may confine its threads.</summary>
    internal static bool IsPossible => Libc.geteuid() == 0;

    internal static T Run<T>(Func<T> function)
    {
        var folder = Path.Combine(Place, $"capsule-oracle-{Environment.ProcessId}-{Interlocked.Increment(ref last)}");
        var path = LinuxFiles.Bytes(Directory.CreateDirectory(folder).FullName);
        try
        {
            return OwnThread.Run(() =>
            {
                Confine(path);
                return function();
            });
        }
        finally
        {
            Delete(folder);
        }
    }

    /// <summary>Deletes a folder and all in it, whatever the names there are.</summary>
    internal static void Delete(string folder) => _ = Libc.nftw(LinuxFiles.Bytes(folder), &Remove, 16, FilesFirst);

    private static void Confine(byte[] folder)
    {
        Check(Libc.unshare(OwnDirectories));
        Check(Libc.chown(folder, User, User));
        Check(Libc.fchmodat(-100, folder, 0x1ed, 0)); // rwxr-xr-x
        Check(Libc.chroot(folder));
        Check(Libc.chdir(LinuxFiles.Bytes("/")));
        _ = Libc.umask(0x12); // ----w--w-
        _ = Libc.setfsgid((int)User);
        _ = Libc.setfsuid((int)User);
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    [UnmanagedCallersOnly]
    private static int Remove(byte* path, void* stat, int kind, void* level)
    {
        _ = Libc.remove(path);
        return 0;
    }
}
