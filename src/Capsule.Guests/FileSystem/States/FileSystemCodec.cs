using Capsule.Guests.Emscripten.Mappings;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.States;

/// <summary>
/// Writes the files of a sandbox as bytes and reads them back: docs/reference/session-format.md. A shared directory is named by its
/// place; one that was moved is written out, as are shared files that a private directory has or that are open.
/// </summary>
internal static class FileSystemCodec
{
    internal static byte[] Write(FileSystemState state)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(state.CurrentDirectory);
            writer.Write(state.Mask);
            writer.Write(state.NextInode);
            var files = new NodeWriter(writer);
            files.WriteTree(state.Root);
            WriteDescriptors(writer, files, state.Descriptors);
            WriteMappings(writer, files, state.Mappings);
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    internal static FileSystemState Read(ReadOnlyMemory<byte> bytes, BaseDirectory root)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false));
        try
        {
            var (current, mask, inode) = (reader.ReadString(), reader.ReadUInt32(), reader.ReadUInt64());
            var files = new NodeReader(reader);
            var state = new FileSystemState
            {
                CurrentDirectory = current,
                Mask = mask,
                NextInode = inode,
                Root = files.ReadTree(root),
                Descriptors = [.. ReadDescriptors(reader, files)],
                Mappings = [.. ReadMappings(reader, files)],
            };
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? state
                : throw new InvalidDataException("the files have more bytes than they need");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            throw new InvalidDataException($"the files are malformed: {e.Message}", e);
        }
    }

    private static void WriteDescriptors(BinaryWriter writer, NodeWriter files, IReadOnlyList<DescriptorState> descriptors)
    {
        writer.Write(descriptors.Count);
        foreach (var descriptor in descriptors)
        {
            writer.Write(descriptor.Descriptors.Count);
            foreach (var number in descriptor.Descriptors)
            {
                writer.Write(number);
            }

            writer.Write((int)descriptor.Flags);
            writer.Write(descriptor.Position);
            WriteOpen(writer, files, descriptor.File);
        }
    }

    private static void WriteMappings(BinaryWriter writer, NodeWriter files, IReadOnlyList<MappingState> mappings)
    {
        writer.Write(mappings.Count);
        foreach (var mapping in mappings)
        {
            writer.Write(mapping.Region);
            writer.Write(mapping.RegionLength);
            writer.Write(mapping.Offset);
            writer.Write(mapping.Address);
            writer.Write(mapping.Length);
            writer.Write(mapping.IsWritable);
            writer.Write((int)mapping.Flags);
            WriteOpen(writer, files, mapping.File);
        }
    }

    private static void WriteOpen(BinaryWriter writer, NodeWriter files, OpenState open)
    {
        switch (open)
        {
            case OpenState.Standard standard:
                writer.Write((byte)0);
                writer.Write(standard.Number);
                break;
            case OpenState.Folder folder:
                writer.Write((byte)1);
                writer.Write(folder.Path);
                break;
            case OpenState.Private file:
                writer.Write((byte)2);
                files.Write(file.File);
                break;
            case OpenState.Shared shared:
                writer.Write((byte)2);
                files.Write(NodeWriter.Unshare(shared.File, links: 0));
                break;
            case OpenState.Lost:
                writer.Write((byte)3);
                break;
        }
    }

    /// <remarks>Threat: lengths decide how much the host keeps of each mapping.</remarks>
    private static IEnumerable<MappingState> ReadMappings(BinaryReader reader, NodeReader files)
    {
        var left = 1L << 32;
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var (region, regionLength, offset) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadInt64());
            var (address, length, isWritable) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadBoolean());
            left -= regionLength;
            if (left < 0 || count > FileMappings.Limit || offset < 0 || address < region || address - region > regionLength
                || length > regionLength - (address - region))
            {
                throw new InvalidDataException("a mapping lies outside of the memory");
            }

            var flags = (OpenFlags)reader.ReadInt32() & OpenFlags.Status;
            yield return new MappingState(region, regionLength, offset, address, length, isWritable, ReadOpen(reader, files), flags);
        }
    }

    private static IEnumerable<DescriptorState> ReadDescriptors(BinaryReader reader, NodeReader files)
    {
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var numbers = new List<int>();
            for (var more = reader.ReadInt32(); more > 0; more--)
            {
                var number = reader.ReadInt32();
                numbers.Add(number is >= 0 and < DescriptorTable.Limit
                    ? number
                    : throw new InvalidDataException($"{number} is no descriptor"));
            }

            var (flags, position) = ((OpenFlags)reader.ReadInt32() & OpenFlags.Status, reader.ReadInt64());
            yield return new DescriptorState(numbers, ReadOpen(reader, files), flags, Math.Max(0, position));
        }
    }

    private static OpenState ReadOpen(BinaryReader reader, NodeReader files) => reader.ReadByte() switch
    {
        0 => new OpenState.Standard(Math.Clamp(reader.ReadInt32(), 0, 2)),
        1 => new OpenState.Folder(reader.ReadString()),
        2 => new OpenState.Private(files.ReadFile()),
        3 => OpenState.Lost.Instance,
        var kind => throw new InvalidDataException($"an open file has the unknown kind {kind}"),
    };
}
