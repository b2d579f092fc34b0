using Capsule.Guests.Emscripten.Mappings;
using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// Files in memory. A mapping is a copy on the guest's heap; <see cref="FileMappings"/> keeps those that are shared. A private
/// one is the C library's alone once it is made, and mappings without a file never come here.
/// </summary>
internal static class MappingCalls
{
    private const int Private = 2; // MAP_PRIVATE
    private const int Writable = 2; // PROT_WRITE
    private const int Alignment = 65_536;

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Env("_mmap_js", "iiiilii:i", Map),
        SystemCall.Env("_munmap_js", "iiiiil:i", a => -(int)Unmap(a)),
        SystemCall.Env("_msync_js", "iiiiil:i", a => -(int)((a[3] & Private) != 0
            ? Errno.Success
            : a.Process.Mappings.Synchronize(a.Memory, a.Address(0), a.Address(1), Charging(a.Call)))),
        new(Linking.MappingSynchronization.ImportModule, Linking.MappingSynchronization.ImportName, "iii:i", call => call.Return(
            Synchronize(new Arguments(call)))),
    ];

    /// <summary>
    /// Charges for bytes that are hashed or moved; false when the sandbox's time is over, which it is told. Threat: gigabytes that
    /// are hashed, written and read at once run for seconds past the deadline.
    /// </summary>
    internal static Func<long, bool> Charging(HostCall call) => bytes => call.Charge(bytes >> 4);

    private static int Map(Arguments arguments)
    {
        var (length, flags, offset) = (arguments[0], arguments[2], arguments.Long(4));
        var isShared = (flags & Private) == 0;
        var isWritable = isShared && (arguments[1] & Writable) != 0;
        if (arguments.File(3) is not { } file)
        {
            return -(int)Errno.BadDescriptor;
        }

        if (Refusal(file, length, offset, isWritable) is var refusal and not Errno.Success)
        {
            return -(int)refusal;
        }

        var (process, memory) = (arguments.Process, arguments.Memory);
        if (isShared && process.Mappings.Join(file, offset, (uint)length, isWritable) is { } joined)
        {
            return Answer(arguments, joined, isOwned: false);
        }

        if (isShared && !process.Mappings.MayAdd((uint)length, process.MemoryLimit))
        {
            return -(int)Errno.NoMemory;
        }

        var allocated = arguments.Call.Sandbox.Call(process.Exports.AlignedAllocate, Alignment, length);
        if (!allocated.Returned || allocated.Value == 0)
        {
            return -(int)Errno.NoMemory;
        }

        var mayGoOn = Charging(arguments.Call);
        process.Mappings.Flush(memory, FileIdentity.Of(file), offset, offset + length, mayGoOn);
        var bytes = memory.Bytes((uint)allocated.Value, (uint)length);
        if (!Bulk.Clear(arguments, bytes)) // what lies beyond the end is zero
        {
            return -(int)Errno.Interrupted;
        }

        _ = Bulk.Move(arguments, bytes, offset, file.Read);
        if (isShared)
        {
            process.Mappings.Add(memory, (uint)allocated.Value, (uint)length, offset, isWritable, file, mayGoOn);
        }

        return Answer(arguments, (uint)allocated.Value, isOwned: !isShared);
    }

    private static Errno Refusal(OpenFile file, int length, long offset, bool isWritable) =>
        !file.CanRead ? Errno.AccessDenied
        : length <= 0 || offset < 0 || offset > long.MaxValue - length ? Errno.Invalid
        : file.Stat().Kind != FileKind.Regular ? Errno.NoDevice
        : isWritable && !file.CanWrite ? Errno.AccessDenied
        : Errno.Success;

    /// <param name="arguments">The call's.</param>
    /// <param name="address">Where the mapping is.</param>
    /// <param name="isOwned">Whether the C library frees the memory; that of shared mappings may have other users.</param>
    private static int Answer(Arguments arguments, uint address, bool isOwned)
    {
        arguments.Memory.Write(arguments.Address(5), isOwned ? 1 : 0);
        arguments.Memory.Write(arguments.Address(6), (int)address);
        return 0;
    }

    private static Errno Unmap(Arguments arguments)
    {
        if ((arguments[3] & Private) != 0)
        {
            return Errno.Success;
        }

        var (error, free) = arguments.Process.Mappings.Remove(
            arguments.Memory, arguments.Address(0), arguments.Address(1), Charging(arguments.Call));
        if (free != 0)
        {
            _ = arguments.Call.Sandbox.Call(arguments.Process.Exports.Free, (int)free);
        }

        return error;
    }

    /// <summary>With 0 as the third argument, whether the range is of a mapping; else synchronises it.</summary>
    private static int Synchronize(Arguments arguments)
    {
        var (mappings, address, length) = (arguments.Process.Mappings, arguments.Address(0), arguments.Address(1));
        return arguments[2] == 0
            ? mappings.Knows(address, length) ? 1 : 0
            : -(int)mappings.Synchronize(arguments.Memory, address, length, Charging(arguments.Call));
    }
}
