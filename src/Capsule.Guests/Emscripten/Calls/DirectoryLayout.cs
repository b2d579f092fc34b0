using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// <c>struct dirent</c> of Emscripten's C library, 280 bytes: ino 0 (i64), offset of the next 8 (i64), length 16 (i16),
/// type 18 (i8), name 19 (256 bytes).
/// </summary>
internal static class DirectoryLayout
{
    private const int Size = 280;

    /// <summary>Threat: listing a large directory again and again, and reading none of it, would cost the guest nothing.</summary>
    private const long EntryCost = 1000;

    internal static int Read(Arguments arguments)
    {
        if (arguments.File(0) is not OpenDirectory directory)
        {
            return -(int)(arguments.File(0) is null ? Errno.BadDescriptor : Errno.NotDirectory);
        }

        var isNew = !directory.IsListed;
        var listed = directory.Entries(arguments.Process.Account(arguments.Memory));
        if (!listed.Ok)
        {
            return -(int)listed.Error;
        }

        var entries = listed.Value;
        if (isNew && !arguments.Call.Charge(entries.Count * EntryCost))
        {
            return -(int)Errno.Interrupted;
        }

        var room = Math.Max(arguments[2], 0) / Size;
        var count = (int)Math.Clamp(entries.Count - directory.Position, 0, room);
        for (var i = 0; i < count; i++)
        {
            Write(arguments, (uint)(i * Size), entries[(int)directory.Position + i], directory.Position + i + 1);
        }

        directory.Position += count;
        return count * Size;
    }

    private static void Write(Arguments arguments, uint offset, DirectoryEntry entry, long next)
    {
        var (memory, at) = (arguments.Memory, arguments.Address(1) + offset);
        var bytes = memory.Bytes(at, Size);
        bytes.Clear();
        memory.Write(at, (long)entry.Inode);
        memory.Write(at + 8, next);
        memory.Write(at + 16, (short)Size);
        bytes[18] = (byte)((uint)entry.Kind >> 12); // DT_ constants are the upper bits of the mode
        ByteString.ToBytes(entry.Name).AsSpan().CopyTo(bytes[19..]);
    }
}
