using System.Globalization;
using System.Text;
using Capsule.Guests.FileSystem.Locks;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// The locks that one sandbox, as a process, has on files of the host: those of <c>fcntl</c> belong to the process and the
/// file, and closing any descriptor of the file ends them.
/// </summary>
/// <param name="usage">Counts the handles that keep them.</param>
internal sealed class HostLocks(HostUsage usage)
{
    /// <summary>Threat: the kernel keeps each range, and looks through those of a file whenever one is locked.</summary>
    internal const int RangeLimit = 1024;

    private readonly Dictionary<HostIdentity, HostLock> locks = [];

    /// <summary>Ranges locked through open files, which keep them themselves.</summary>
    internal int OwnedByFiles { get; set; }

    /// <summary>Whether one more lock may be taken; it can split a range in three.</summary>
    internal bool MayAdd => OwnedByFiles + locks.Values.Sum(held => held.Ranges.All.Count) + 2 <= RangeLimit;

    /// <summary>Locks or unlocks, without waiting.</summary>
    internal Errno Set(SafeFileHandle file, bool canWrite, long start, long end, bool? isExclusive)
    {
        var stat = HostStat.Of(file);
        if (!stat.Ok)
        {
            return stat.Error;
        }

        if (!locks.TryGetValue(stat.Value.Identity, out var held))
        {
            if (isExclusive is null)
            {
                return Errno.Success;
            }

            var created = Create(file, stat.Value.Identity, canWrite);
            if (!created.Ok)
            {
                return created.Error;
            }

            locks[stat.Value.Identity] = held = created.Value;
        }

        if (isExclusive == true && !held.CanWrite)
        {
            var widened = Widen(held, file, stat.Value.Identity);
            if (!widened.Ok)
            {
                return widened.Error;
            }

            locks[stat.Value.Identity] = held = widened.Value;
        }

        if (isExclusive is not null && !MayAdd)
        {
            return Errno.NoLocks;
        }

        var error = held.Set(start, end, isExclusive);
        if (held.Ranges.All.Count == 0)
        {
            Drop(stat.Value.Identity, held);
        }

        return error;
    }

    /// <summary>What somebody else has that a lock would have to wait for.</summary>
    internal Result<RecordLock?> Conflict(SafeFileHandle file, RecordLock wanted)
    {
        var stat = HostStat.Of(file);
        return stat.Ok
            ? HostLock.Conflict(locks.TryGetValue(stat.Value.Identity, out var held) ? held.Handle : file, wanted)
            : stat.Error;
    }

    /// <summary>Ends all locks on a file.</summary>
    internal void Release(SafeFileHandle file)
    {
        if (locks.Count > 0 && HostStat.Of(file) is { Ok: true, Value.Identity: var identity } && locks.TryGetValue(identity, out var held))
        {
            Drop(identity, held);
        }
    }

    private void Drop(HostIdentity identity, HostLock held)
    {
        locks.Remove(identity);
        held.Handle.Dispose();
        usage.Close();
    }

    private Result<HostLock> Create(SafeFileHandle file, HostIdentity identity, bool canWrite)
    {
        if (!usage.TryOpen())
        {
            return Errno.NoLocks;
        }

        // A handle of its own: one for all descriptors of the file, which may be read-only or gone when the next lock is taken.
        var opened = (canWrite ? Reopen(file, identity, HostOpen.ReadWrite) : null)
            ?? Reopen(file, identity, canWrite ? HostOpen.WriteOnly : HostOpen.ReadOnly);
        if (opened is null)
        {
            usage.Close();
            return Errno.NoLocks;
        }

        return new HostLock(opened, canWrite);
    }

    /// <summary>
    /// Lets locks that were taken through a read-only descriptor go on where exclusive ones may be taken. All are shared:
    /// they are taken once more before they are let go, so that nobody gets in between.
    /// </summary>
    private static Result<HostLock> Widen(HostLock held, SafeFileHandle file, HostIdentity identity)
    {
        if (Reopen(file, identity, HostOpen.ReadWrite) is not { } opened)
        {
            return Errno.NoLocks;
        }

        var wider = new HostLock(opened, canWrite: true);
        foreach (var range in held.Ranges.All)
        {
            if (wider.Set(range.Start, range.End, range.IsExclusive) is var error and not Errno.Success)
            {
                opened.Dispose();
                return error;
            }
        }

        held.Handle.Dispose();
        return wider;
    }

    /// <summary>Opens the file that a handle stands for once more, as a description of its own; null where the host has no /proc.</summary>
    private static SafeFileHandle? Reopen(SafeFileHandle file, HostIdentity identity, int access)
    {
        var path = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}\0"));
        var opened = Libc.open(path, access | HostOpen.CloseOnExec | HostOpen.NonBlocking, 0);
        if (!opened.IsInvalid && HostStat.Of(opened) is { Ok: true } found && found.Value.Identity == identity)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }
}
