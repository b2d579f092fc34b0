using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Reading, writing and seeking (WASI). A vector is an array of address and length, 8 bytes each.</summary>
internal static class ReadWriteCalls
{
    private const int VectorLimit = 1024; // IOV_MAX

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Wasi("fd_read", "iiii", a => Read(a, null, 3)),
        SystemCall.Wasi("fd_pread", "iiili", a => Read(a, a.Long(3), 4)),
        SystemCall.Wasi("fd_write", "iiii", a => Write(a, null, 3)),
        SystemCall.Wasi("fd_pwrite", "iiili", a => Write(a, a.Long(3), 4)),
        SystemCall.Wasi("fd_seek", "ilii", Seek),
    ];

    private static Errno Read(Arguments arguments, long? at, int result)
    {
        if (arguments.File(0) is not { CanRead: true } file)
        {
            return Errno.BadDescriptor;
        }

        var error = Check(arguments, file, at);
        if (error != Errno.Success)
        {
            return error;
        }

        var from = at ?? file.Position;
        return AmongMappings(arguments, file, from, changes: false, () =>
            Transfer(arguments, file, from, at is null, result, (memory, position) => file.Read(memory, position)));
    }

    private static Errno Write(Arguments arguments, long? at, int result)
    {
        if (arguments.File(0) is not { CanWrite: true } file)
        {
            return Errno.BadDescriptor;
        }

        var error = Check(arguments, file, at);
        if (error != Errno.Success)
        {
            return error;
        }

        var appends = at is null && file.Flags.HasFlag(OpenFlags.Append);
        var from = appends ? file.Stat().Size : at ?? file.Position;
        return AmongMappings(arguments, file, from, changes: true, () =>
            Transfer(arguments, file, from, at is null, result, (memory, position) => file.Write(memory, position)));
    }

    /// <summary>Moves bytes of a file that may be mapped, too: both ways lead to the same bytes.</summary>
    private static Errno AmongMappings(Arguments arguments, OpenFile file, long from, bool changes, Func<Errno> transfer)
    {
        var mappings = arguments.Process.Mappings;
        if (mappings.IsEmpty)
        {
            return transfer();
        }

        var length = 0L;
        for (var i = 0u; i < (uint)arguments[2]; i++)
        {
            length += arguments.Memory.ReadUInt32(arguments.Address(1) + (8 * i) + 4);
        }

        var (identity, to) = (FileIdentity.Of(file), from > long.MaxValue - length ? long.MaxValue : from + length);
        var mayGoOn = MappingCalls.Charging(arguments.Call);
        mappings.Flush(arguments.Memory, identity, from, to, mayGoOn);
        var error = transfer();
        if (changes)
        {
            mappings.Refresh(arguments.Memory, identity, from, to, mayGoOn);
        }

        return error;
    }

    private static Errno Check(Arguments arguments, OpenFile file, long? at) =>
        (uint)arguments[2] > VectorLimit || at < 0 ? Errno.Invalid
        : at is not null && !file.IsSeekable ? Errno.IllegalSeek
        : Errno.Success;

    /// <summary>Moves bytes vector by vector, until one is not moved whole; an error after some bytes is not reported.</summary>
    private static Errno Transfer(
        Arguments arguments, OpenFile file, long position, bool moves, int result, Func<Span<byte>, long, Result<int>> move)
    {
        var memory = arguments.Memory;
        var total = 0;
        for (var i = 0u; i < (uint)arguments[2]; i++)
        {
            var vector = arguments.Address(1) + (8 * i);
            var bytes = memory.Bytes(memory.ReadUInt32(vector), memory.ReadUInt32(vector + 4));
            bytes = bytes[..Math.Min(bytes.Length, int.MaxValue - total)]; // more could not be told
            var moved = Bulk.Move(arguments, bytes, position + total, move);
            if (!moved.Ok && total == 0)
            {
                return moved.Error;
            }

            total += moved.Ok ? moved.Value : 0;
            if (!moved.Ok || moved.Value < bytes.Length)
            {
                break;
            }
        }

        if (moves && file.IsSeekable)
        {
            file.Position = position + total;
        }

        memory.Write(arguments.Address(result), total);
        return Errno.Success;
    }

    private static Errno Seek(Arguments arguments)
    {
        if (arguments.File(0) is not { } file)
        {
            return Errno.BadDescriptor;
        }

        if (!file.IsSeekable)
        {
            return Errno.IllegalSeek;
        }

        const int fromStart = 0, fromHere = 1, fromEnd = 2;
        long? origin = arguments[2] switch
        {
            fromStart => 0,
            fromHere => file.Position,
            fromEnd => file is OpenDirectory ? null : file.Stat().Size,
            _ => null,
        };
        var offset = arguments.Long(1);
        if (origin is not { } start || (offset > 0 && start > long.MaxValue - offset) || start + offset < 0)
        {
            return Errno.Invalid;
        }

        file.Position = start + offset;
        if (file is OpenDirectory directory && file.Position == 0)
        {
            directory.Rewind();
        }

        arguments.Memory.Write(arguments.Address(3), file.Position);
        return Errno.Success;
    }
}
