using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// Files in memory. A mapping is a copy on the guest's heap: shared ones are written back when they are synchronised or
/// unmapped, as Emscripten does. Mappings without a file never come here.
/// </summary>
internal static class MappingCalls
{
    private const int Private = 2; // MAP_PRIVATE
    private const int Writable = 2; // PROT_WRITE
    private const int Alignment = 65_536;

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Env("_mmap_js", "iiiilii:i", Map),
        SystemCall.Env("_munmap_js", "iiiiil:i", a => (a[2] & Writable) == 0 ? 0 : -(int)WriteBack(a)),
        SystemCall.Env("_msync_js", "iiiiil:i", a => -(int)WriteBack(a)),
    ];

    private static int Map(Arguments arguments)
    {
        var (length, flags, offset) = (arguments[0], arguments[2], arguments.Long(4));
        if (arguments.File(3) is not { CanRead: true } file)
        {
            return -(int)(arguments.File(3) is null ? Errno.BadDescriptor : Errno.AccessDenied);
        }

        if (length <= 0 || offset < 0 || file.Stat().Kind != FileKind.Regular)
        {
            return -(int)Errno.Invalid;
        }

        if ((arguments[1] & Writable) != 0 && (flags & Private) == 0 && !file.CanWrite)
        {
            return -(int)Errno.AccessDenied;
        }

        var process = arguments.Process;
        var allocated = arguments.Call.Sandbox.Call(process.Exports.AlignedAllocate, Alignment, length);
        if (!allocated.Returned || allocated.Value == 0)
        {
            return -(int)Errno.NoMemory;
        }

        var bytes = arguments.Memory.Bytes((uint)allocated.Value, (uint)length);
        bytes.Clear();
        _ = file.Read(bytes, offset);
        arguments.Memory.Write(arguments.Address(5), 1);
        arguments.Memory.Write(arguments.Address(6), allocated.Value);
        return 0;
    }

    private static Errno WriteBack(Arguments arguments)
    {
        if ((arguments[3] & Private) != 0)
        {
            return Errno.Success;
        }

        if (arguments.File(4) is not { } file)
        {
            return Errno.BadDescriptor;
        }

        if (!file.CanWrite)
        {
            return Errno.Success; // nothing can have changed
        }

        var offset = arguments.Long(5);
        if (offset < 0)
        {
            return Errno.Invalid;
        }

        // Bytes beyond the file's end are not part of it.
        var length = Math.Clamp(file.Stat().Size - offset, 0, arguments.Address(1));
        return file.Write(arguments.Memory.Bytes(arguments.Address(0), (uint)length), offset).Error;
    }
}
