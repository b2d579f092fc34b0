using Capsule.Guests.FileSystem.Locks;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// The locks of one owner on one file of the host. They belong to an open file description of the host (F_OFD_SETLK), so
/// that they exclude other sandboxes of this process as well as other processes, and never end because some other code of
/// this process closes the file.
/// </summary>
/// <param name="handle">What the locks belong to.</param>
/// <param name="canWrite">Whether the handle may take exclusive locks.</param>
internal sealed unsafe class HostLock(SafeFileHandle handle, bool canWrite)
{
    private const short Shared = 0; // F_RDLCK
    private const short Exclusive = 1; // F_WRLCK
    private const short Unlocked = 2; // F_UNLCK
    private const int Find = 36; // F_OFD_GETLK
    private const int Take = 37; // F_OFD_SETLK

    internal SafeFileHandle Handle => handle;

    internal bool CanWrite => canWrite;

    internal LockedRanges Ranges { get; } = new();

    /// <summary>Locks or unlocks, without waiting: what somebody else has is <see cref="Errno.TryAgain"/>.</summary>
    internal Errno Set(long start, long end, bool? isExclusive)
    {
        var error = Control(Take, KindOf(isExclusive), start, end, out _);
        if (error == Errno.Success)
        {
            Ranges.Set(start, end, isExclusive);
        }

        return error == Errno.AccessDenied ? Errno.TryAgain : error;
    }

    /// <summary>What somebody else has that a lock would have to wait for.</summary>
    internal static Result<RecordLock?> Conflict(SafeFileHandle handle, RecordLock wanted)
    {
        var error = Control(handle, Find, KindOf(wanted.IsExclusive), wanted.Start, wanted.End, out var found);
        return error != Errno.Success ? error
            : found.Kind == Unlocked ? new Result<RecordLock?>(null, Errno.Success)
            : new RecordLock(
                found.Start, found.Length == 0 ? RecordLock.ToEnd : found.Start + found.Length, found.Kind == Exclusive);
    }

    private Errno Control(int command, short kind, long start, long end, out Libc.LockRange range) =>
        Control(handle, command, kind, start, end, out range);

    private static Errno Control(SafeFileHandle handle, int command, short kind, long start, long end, out Libc.LockRange range)
    {
        var wanted = new Libc.LockRange { Kind = kind, Start = start, Length = end == RecordLock.ToEnd ? 0 : end - start };
        var error = HostErrors.Check(Libc.fcntl(handle, command, &wanted));
        range = wanted;
        return error;
    }

    private static short KindOf(bool? isExclusive) => isExclusive switch
    {
        null => Unlocked,
        true => Exclusive,
        false => Shared,
    };
}
