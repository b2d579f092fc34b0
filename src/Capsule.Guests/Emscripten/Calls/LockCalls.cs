using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Locks;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// Locks of files: <c>fcntl</c>'s on ranges and <c>flock</c>'s on whole files. In granted folders they are locks of the host, and
/// exclude other sandboxes and other programs. <c>struct flock</c>, 32 bytes: type 0 (i16), whence 2 (i16), start 8 (i64),
/// length 16 (i64), process 24 (i32).
/// </summary>
internal static class LockCalls
{
    private const int Find = 12; // F_GETLK
    private const int Take = 13; // F_SETLK
    private const int Wait = 14; // F_SETLKW
    private const int FindOfFile = 36; // F_OFD_GETLK
    private const int TakeOfFile = 37; // F_OFD_SETLK
    private const int WaitOfFile = 38; // F_OFD_SETLKW

    private const short Shared = 0; // F_RDLCK
    private const short Exclusive = 1; // F_WRLCK
    private const short Unlocked = 2; // F_UNLCK

    /// <summary>The kernel could be asked to wait, but not told to stop waiting. Asking again costs a microsecond.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(25);

    /// <summary>Whether a command of <c>fcntl</c> is about locks.</summary>
    internal static bool Is(int command) =>
        command is Find or Take or Wait or FindOfFile or TakeOfFile or WaitOfFile;

    /// <summary><c>fcntl</c> with one of its commands about locks.</summary>
    internal static Errno Control(Arguments arguments, OpenFile file)
    {
        var (command, at, memory) = (arguments[1], (uint)arguments.Variadic(2), arguments.Memory);
        var (kind, whence) = (ReadInt16(memory, at), ReadInt16(memory, at + 2));
        if (Range(file, whence, memory.ReadInt64(at + 8), memory.ReadInt64(at + 16), out var start, out var end) is var error
            and not Errno.Success)
        {
            return error;
        }

        if (kind is not (Shared or Exclusive or Unlocked))
        {
            return Errno.Invalid;
        }

        var owner = command is Find or Take or Wait ? RecordLockOwner.Process : RecordLockOwner.OpenFile;
        if (command is Find or FindOfFile)
        {
            return kind == Unlocked ? Errno.Invalid : Tell(memory, at, file.FindLock(owner, new RecordLock(start, end, kind == Exclusive)));
        }

        bool? isExclusive = kind == Unlocked ? null : kind == Exclusive;
        if ((isExclusive == true && !file.CanWrite) || (isExclusive == false && !file.CanRead))
        {
            return Errno.BadDescriptor;
        }

        return command is Wait or WaitOfFile
            ? Await(arguments.Call, () => file.LockRange(owner, start, end, isExclusive))
            : file.LockRange(owner, start, end, isExclusive);
    }

    /// <summary><c>flock</c>: LOCK_SH 1, LOCK_EX 2, LOCK_UN 8, with LOCK_NB 4.</summary>
    internal static Errno LockWhole(HostCall call, int descriptor, int operation)
    {
        const int shared = 1, exclusive = 2, doNotWait = 4, unlock = 8;
        var descriptors = call.State<EmscriptenProcess>().Descriptors;
        if (descriptors[descriptor] is not { } file || file is OpenPath)
        {
            return Errno.BadDescriptor;
        }

        var wanted = operation & ~doNotWait;
        if (wanted is not (shared or exclusive or unlock))
        {
            return Errno.Invalid;
        }

        bool? isExclusive = wanted == unlock ? null : wanted == exclusive;
        var error = descriptors.LockWhole(file, isExclusive);
        if (error != Errno.TryAgain || (operation & doNotWait) != 0)
        {
            return error;
        }

        if (!file.IsShared)
        {
            call.Stop(new Stop.Deadlocked()); // whoever has it is this sandbox, which would wait for itself
            return error;
        }

        return Await(call, () => descriptors.LockWhole(file, isExclusive));
    }

    /// <summary>Waits in the host until nobody else has what is asked for; its deadline and cancellation end the wait.</summary>
    private static Errno Await(HostCall call, Func<Errno> attempt)
    {
        var meter = call.Sandbox.Meter;
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            var error = attempt();
            var wasWarned = meter.Exceeded is not null;
            if (error != Errno.TryAgain || !HostWait.TrySleep(call, pause))
            {
                return error;
            }

            if (!wasWarned && meter.Exceeded is not null)
            {
                return Errno.Interrupted;
            }
        }
    }

    private static Errno Tell(GuestMemory memory, uint at, Result<RecordLock?> found)
    {
        if (found is { Ok: true, Value: { } held })
        {
            memory.Write(at, held.IsExclusive ? Exclusive : Shared);
            memory.Write(at + 2, (short)0); // SEEK_SET
            memory.Write(at + 8, held.Start);
            memory.Write(at + 16, held.End == RecordLock.ToEnd ? 0 : held.End - held.Start);
            memory.Write(at + 24, -1); // whoever it is, it is nobody that the guest knows
        }
        else if (found.Ok)
        {
            memory.Write(at, Unlocked);
        }

        return found.Error;
    }

    /// <summary>The range that a start and a length stand for; a negative length goes back.</summary>
    private static Errno Range(OpenFile file, short whence, long offset, long length, out long start, out long end)
    {
        (start, end) = (0, 0);
        Int128? origin = whence switch
        {
            0 => 0,
            1 => file.Position,
            2 => file.Stat().Size,
            _ => null,
        };
        if (origin is not { } from)
        {
            return Errno.Invalid;
        }

        from += offset;
        var to = length == 0 ? RecordLock.ToEnd : from + length;
        (from, to) = length < 0 ? (to, from) : (from, to);
        if (from < 0)
        {
            return Errno.Invalid;
        }

        if (from >= long.MaxValue || to > RecordLock.ToEnd)
        {
            return Errno.Overflow;
        }

        (start, end) = ((long)from, (long)to);
        return Errno.Success;
    }

    private static short ReadInt16(GuestMemory memory, uint at) => System.Buffers.Binary.BinaryPrimitives.ReadInt16LittleEndian(memory.Bytes(at, 2));
}
