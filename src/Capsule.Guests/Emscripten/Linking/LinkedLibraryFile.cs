using System.Buffers.Binary;
using System.Text.Json;
using Capsule.Wasm.Binary;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// What the linker found out about a library, and its data, as a file of the cache: length of the JSON (u32), <see cref="LinkedLibrary"/>
/// as JSON, and for each piece of data its offset and length (u32 each) and its bytes. Only a file whose seal fits is read.
/// </summary>
internal static class LinkedLibraryFile
{
    internal static byte[] Write(LinkedLibrary library, IReadOnlyList<DataSegment> data)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(library, LinkedLibraryJson.Default.LinkedLibrary);
        using var stream = new MemoryStream();
        Write(stream, (uint)json.Length);
        stream.Write(json);
        foreach (var segment in data)
        {
            Write(stream, segment.Offset);
            Write(stream, (uint)segment.Bytes.Length);
            stream.Write(segment.Bytes.Span);
        }

        return stream.ToArray();
    }

    internal static (LinkedLibrary Library, IReadOnlyList<DataSegment> Data) Read(ReadOnlyMemory<byte> file)
    {
        var json = file.Slice(sizeof(uint), BinaryPrimitives.ReadInt32LittleEndian(file.Span));
        var data = new List<DataSegment>();
        for (var rest = file[(sizeof(uint) + json.Length)..]; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[sizeof(uint)..]);
            data.Add(new DataSegment(BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), rest.Slice(2 * sizeof(uint), length)));
            rest = rest[((2 * sizeof(uint)) + length)..];
        }

        return (JsonSerializer.Deserialize(json.Span, LinkedLibraryJson.Default.LinkedLibrary)!, data);
    }

    private static void Write(MemoryStream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
