using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Streams;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>System calls that name a file by its descriptor, reading and writing apart.</summary>
internal static class DescriptorCalls
{
    /// <summary>What writing a file to the disk costs, in ticks: about 15 µs.</summary>
    private const long FlushCost = 100_000;

    /// <summary>Bytes of a file whose place in memory is given back in the time of a tick.</summary>
    private const int BytesTruncatedPerTick = 64;

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Wasi("fd_close", "i", a => a.Process.Descriptors.Close(a[0])),
        SystemCall.Wasi("fd_sync", "i", Flush),
        SystemCall.Wasi("fd_fdstat_get", "ii", DescribeDescriptor),
        SystemCall.Kernel("fdatasync", "i", a => -(int)Flush(a)),
        SystemCall.Kernel("fstat64", "ii", a => a.File(0) is { } file ? StatLayout.Write(a, 1, file.Stat()) : -(int)Errno.BadDescriptor),
        SystemCall.Kernel("fchmod", "ii", a => -(int)(a.File(0)?.SetPermissions((uint)a[1] & 0xfff) ?? Errno.BadDescriptor)),
        SystemCall.Kernel("fchdir", "i", a => -(int)ChangeDirectory(a)),
        SystemCall.Kernel("ftruncate64", "il", a => -(int)Truncate(a, a.File(0), a.Long(1))),
        SystemCall.Kernel("fallocate", "iill", Allocate),
        SystemCall.Kernel("fadvise64", "illi", a => a.File(0) is null ? -(int)Errno.BadDescriptor : 0),
        SystemCall.Kernel("fcntl64", "iii", Control),
        SystemCall.Kernel("ioctl", "iii", a => -(int)(a.File(0) is null ? Errno.BadDescriptor : Errno.NotTerminal)),
        SystemCall.Kernel("dup", "i", a => a.File(0) is { } file ? Add(a.Process.Descriptors, file) : -(int)Errno.BadDescriptor),
        SystemCall.Kernel("dup3", "iii", DuplicateTo),
        SystemCall.Kernel("pipe", "i", MakePipe),
        SystemCall.Kernel("getdents64", "iii", DirectoryLayout.Read),
        SystemCall.Kernel("poll", "iii", PollLayout.Poll),
    ];

    private static Errno ChangeDirectory(Arguments arguments) => arguments.File(0) switch
    {
        null => Errno.BadDescriptor,
        { Directory: { } directory } => arguments.Process.Files.ChangeDirectory(directory),
        _ => Errno.NotDirectory,
    };

    /// <summary>A new descriptor, or minus an error number; a file that found no place is closed.</summary>
    internal static int Add(DescriptorTable descriptors, OpenFile file, int from = 0)
    {
        file.Share();
        var added = descriptors.Add(file, from);
        file.Release();
        return added.Ok ? added.Value : -(int)added.Error;
    }

    private static Errno Flush(Arguments arguments) =>
        arguments.File(0) is not { } file ? Errno.BadDescriptor
        : arguments.Call.Charge(FlushCost) ? file.Flush()
        : Errno.Interrupted;

    private static Errno Truncate(Arguments arguments, OpenFile? file, long length)
    {
        if (file is null or OpenPath || length < 0 || !file.CanWrite)
        {
            return file is null or OpenPath ? Errno.BadDescriptor : Errno.Invalid;
        }

        if (!arguments.Call.Charge(Math.Min(file.Stat().Size, arguments.Process.FileBytes) / BytesTruncatedPerTick))
        {
            return Errno.Interrupted;
        }

        var (mappings, identity) = (arguments.Process.Mappings, arguments.Process.Mappings.IsEmpty ? default : FileIdentity.Of(file));
        var mayGoOn = MappingCalls.Charging(arguments.Call);
        mappings.Flush(arguments.Memory, identity, 0, long.MaxValue, mayGoOn);
        var error = file.Truncate(length);
        mappings.Refresh(arguments.Memory, identity, 0, long.MaxValue, mayGoOn);
        return error;
    }

    private static int Allocate(Arguments arguments)
    {
        var (mode, offset, length) = (arguments[1], arguments.Long(2), arguments.Long(3));
        if (arguments.File(0) is not { } file)
        {
            return -(int)Errno.BadDescriptor;
        }

        if (mode != 0 || offset < 0 || length <= 0)
        {
            return -(int)(mode != 0 ? Errno.NotSupported : Errno.Invalid);
        }

        var end = offset > long.MaxValue - length ? long.MaxValue : offset + length;
        return end > file.Stat().Size ? -(int)Truncate(arguments, file, end) : 0;
    }

    /// <summary>
    /// WASI's description: file type at 0, flags at 2; rights are not used by Emscripten. It believes every character
    /// device to be a terminal (<c>isatty</c>), so that ours, which are none, are of unknown type.
    /// </summary>
    private static Errno DescribeDescriptor(Arguments arguments)
    {
        if (arguments.File(0) is not { } file)
        {
            return Errno.BadDescriptor;
        }

        var at = arguments.Address(1);
        var stat = arguments.Memory.Bytes(at, 24);
        stat.Clear();
        stat[0] = file.Stat().Kind switch
        {
            FileKind.Directory => 3,
            FileKind.Regular => 4,
            _ => 0,
        };
        return Errno.Success;
    }

    private static int Control(Arguments arguments)
    {
        const int duplicate = 0, getDescriptorFlags = 1, setDescriptorFlags = 2, getFlags = 3, setFlags = 4;
        const int duplicateCloseOnExec = 1030;
        if (arguments.File(0) is not { } file)
        {
            return -(int)Errno.BadDescriptor;
        }

        switch (arguments[1])
        {
            case duplicate or duplicateCloseOnExec:
                return Add(arguments.Process.Descriptors, file, arguments.Variadic(2));
            case getDescriptorFlags:
                return 1; // closed on exec, which never comes
            case setDescriptorFlags:
                return 0;
            case getFlags:
                return (int)file.Flags;
            case setFlags:
                file.Flags = (file.Flags & OpenFlags.AccessMode)
                    | ((OpenFlags)arguments.Variadic(2) & OpenFlags.Status & ~OpenFlags.AccessMode);
                return 0;
            case var command when LockCalls.Is(command):
                return -(int)(file is OpenPath ? Errno.BadDescriptor : LockCalls.Control(arguments, file));
            default:
                return -(int)Errno.Invalid;
        }
    }

    private static int DuplicateTo(Arguments arguments)
    {
        if (arguments.File(0) is not { } file)
        {
            return -(int)Errno.BadDescriptor;
        }

        var target = arguments[1];
        if (target == arguments[0])
        {
            return -(int)Errno.Invalid;
        }

        var error = arguments.Process.Descriptors.Replace(target, file);
        return error == Errno.Success ? target : -(int)error;
    }

    private static int MakePipe(Arguments arguments)
    {
        var (pipe, descriptors) = (new Pipe(), arguments.Process.Descriptors);
        var reader = Add(descriptors, pipe.Reader);
        var writer = reader < 0 ? reader : Add(descriptors, pipe.Writer);
        if (writer < 0)
        {
            descriptors.Close(reader);
            return writer;
        }

        arguments.Memory.Write(arguments.Address(0), reader);
        arguments.Memory.Write(arguments.Address(0) + 4, writer);
        return 0;
    }
}
