using System.Runtime.InteropServices;
using Capsule.Guests.FileSystem.Locks;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A file of the host while it is open. Bytes go straight between it and the guest's memory.</summary>
internal sealed unsafe class OpenHostFile(HostVolume volume, SafeFileHandle handle) : OpenFile
{
    private const int NotSupported = 95; // EOPNOTSUPP
    private FileStat last;
    private HostLock? ownLock;

    internal override FileStat Stat()
    {
        var found = HostStat.Of(handle);
        last = found.Ok ? found.Value.ToGuest(volume.Device) : last;
        return last;
    }

    internal override Result<int> Read(Span<byte> into, long position)
    {
        fixed (byte* bytes = into)
        {
            while (true)
            {
                var count = Libc.pread(handle, bytes, into.Length, position);
                if (count >= 0 || Marshal.GetLastPInvokeError() != HostErrors.Interrupted)
                {
                    return count >= 0 ? (int)count : HostErrors.Last();
                }
            }
        }
    }

    /// <summary>Writes as much as the quota allows.</summary>
    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) =>
        Write(bytes, position, Flags.HasFlag(OpenFlags.Append));

    internal override Result<int> WriteAt(ReadOnlySpan<byte> bytes, long position) => Write(bytes, position, appends: false);

    private Result<int> Write(ReadOnlySpan<byte> bytes, long position, bool appends)
    {
        var budget = volume.Usage.Budget;
        var gap = appends ? 0 : position - Stat().Size;
        var allowed = budget.Allow(bytes.Length, gap);
        if (allowed == 0 && !bytes.IsEmpty)
        {
            return Errno.NoSpace;
        }

        var written = WriteAllowed(bytes[..allowed], position, appends);
        budget.Revoke(allowed, written.Value, gap);
        return written;
    }

    internal override Errno Truncate(long length)
    {
        var (budget, growth) = (volume.Usage.Budget, length - Stat().Size);
        if (growth > 0 && !budget.TryGrow(growth))
        {
            return Errno.NoSpace;
        }

        var error = HostErrors.Check(Libc.ftruncate(handle, length));
        if (error != Errno.Success)
        {
            budget.RevokeGrown(growth);
        }

        return error;
    }

    internal override Errno Flush() => HostErrors.Check(Libc.fsync(handle));

    internal override Errno SetPermissions(uint permissions) => HostMetadata.SetPermissions(volume, handle, permissions);

    internal override Errno SetTimes(long? accessed, long? modified) =>
        HostMetadata.SetTimes(volume, handle, accessed, modified);

    internal override VolumeSpace? Space => volume.Usage.Space;

    internal override bool IsShared => true;

    /// <remarks>Threat: a task that may only read would exclude all others, readers too.</remarks>
    internal override Errno LockWhole(bool? isExclusive)
    {
        const int shared = 1, exclusive = 2, doNotWait = 4, unlock = 8;
        if (isExclusive == true && !volume.IsWritable)
        {
            return Errno.ReadOnly;
        }

        var operation = isExclusive is not { } kind ? unlock : kind ? exclusive : shared;
        return HostErrors.Check(Libc.flock(handle, operation | doNotWait));
    }

    internal override Errno LockRange(RecordLockOwner owner, long start, long end, bool? isExclusive)
    {
        var locks = volume.Usage.Locks;
        if (owner == RecordLockOwner.Process)
        {
            return locks.Set(handle, CanWrite && volume.IsWritable, start, end, isExclusive);
        }

        if (isExclusive is not null && !locks.MayAdd)
        {
            return Errno.NoLocks;
        }

        ownLock ??= new HostLock(handle, CanWrite);
        var before = ownLock.Ranges.All.Count;
        var error = ownLock.Set(start, end, isExclusive);
        locks.OwnedByFiles += ownLock.Ranges.All.Count - before;
        return error;
    }

    internal override Result<RecordLock?> FindLock(RecordLockOwner owner, RecordLock wanted) =>
        owner == RecordLockOwner.Process ? volume.Usage.Locks.Conflict(handle, wanted) : HostLock.Conflict(handle, wanted);

    internal override void ReleaseProcessLocks() => volume.Usage.Locks.Release(handle);

    protected override void Close()
    {
        volume.Usage.Locks.OwnedByFiles -= ownLock?.Ranges.All.Count ?? 0;
        handle.Dispose();
        volume.Usage.Close();
    }

    private Result<int> WriteAllowed(ReadOnlySpan<byte> bytes, long position, bool appends)
    {
        fixed (byte* from = bytes)
        {
            while (true)
            {
                var count = Put(handle, from, bytes.Length, position, appends);
                if (count >= 0 || Marshal.GetLastPInvokeError() != HostErrors.Interrupted)
                {
                    return count >= 0 ? (int)count : HostErrors.Last();
                }
            }
        }
    }

    /// <summary>Appending is left to the kernel: others may be appending to the same file.</summary>
    private static nint Put(SafeFileHandle handle, byte* from, int count, long position, bool appends)
    {
        if (appends)
        {
            var vector = new Libc.IoVector { Bytes = from, Length = count };
            var appended = Libc.pwritev2(handle, &vector, 1, 0, Libc.Append);
            if (appended >= 0 || Marshal.GetLastPInvokeError() != NotSupported)
            {
                return appended;
            }
        }

        return Libc.pwrite(handle, from, count, position);
    }
}
