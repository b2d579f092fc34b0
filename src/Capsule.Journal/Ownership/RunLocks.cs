using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Capsule.Files;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Journal.Ownership;

/// <summary>
/// Which runs are being executed: each is a byte of one file, which the kernel locks for whoever executes it, and unlocks when
/// the process ends, however it ends. A file for each run would cost more than a short run does.
/// </summary>
/// <remarks>
/// The locks belong to the open file (F_OFD_SETLK, fcntl(2)). POSIX's older ones belong to the process: closing any other handle of
/// the file would drop them all.
/// </remarks>
/// <param name="path">The file. It has no contents, and is never deleted.</param>
internal sealed class RunLocks(string path) : IDisposable
{
    private const int Again = 11; // EAGAIN
    private const int AccessDenied = 13; // EACCES

    /// <summary>The kernel does not tell a lock of ours from no lock.</summary>
    private readonly HashSet<RunId> own = [];

    private SafeFileHandle? file;

    /// <summary>Takes the right to execute a run. Null when somebody has it.</summary>
    /// <exception cref="IOException">The file cannot be opened or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    internal LockedRun? TryTake(RunId run)
    {
        lock (own)
        {
            file ??= RegularFile.OpenOrCreate(path);
            if (own.Contains(run) || !Change(file, FileLock.Write, run))
            {
                return null;
            }

            own.Add(run);
            return new LockedRun(this, run);
        }
    }

    /// <summary>Whether somebody has the right to execute a run.</summary>
    /// <exception cref="IOException">The file cannot be asked.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    internal bool IsTaken(RunId run)
    {
        lock (own)
        {
            if (own.Contains(run))
            {
                return true;
            }

            if (file is not null)
            {
                return IsLocked(file, run);
            }
        }

        if (!File.Exists(path))
        {
            return false;
        }

        using var opened = RegularFile.OpenUnlinked(path);
        return IsLocked(opened, run);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (own)
        {
            file?.Dispose();
        }
    }

    internal void Release(RunId run)
    {
        lock (own)
        {
            // Closing the file has unlocked it already.
            if (own.Remove(run) && file is { IsClosed: false })
            {
                _ = Change(file, FileLock.Unlock, run);
            }
        }
    }

    private static bool IsLocked(SafeFileHandle file, RunId run)
    {
        var wanted = new FileLock(FileLock.Write, PositionOf(run));
        return FileLock.fcntl(file, FileLock.Get, ref wanted) == 0 ? wanted.Type != FileLock.Unlock : throw Error();
    }

    private static bool Change(SafeFileHandle file, short type, RunId run)
    {
        var wanted = new FileLock(type, PositionOf(run));
        return FileLock.fcntl(file, FileLock.Set, ref wanted) == 0
            || (Marshal.GetLastPInvokeError() is Again or AccessDenied ? false : throw Error());
    }

    /// <summary>The 62 random bits of the run's UUID (RFC 9562, version 7: all behind the variant).</summary>
    private static long PositionOf(RunId run)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = Guid.Parse(run.ToString()).TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) & (long.MaxValue >> 1);
    }

    private static IOException Error() => new(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
}
