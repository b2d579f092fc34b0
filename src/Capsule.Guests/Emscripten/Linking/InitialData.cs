using System.Buffers.Binary;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Linking;

/// <summary>
/// The initial contents of a guest's memory, moved from its data segments to a custom section: they are written once,
/// when an image is made. Layout of the section, for each segment: address and length (u32, little-endian), bytes.
/// </summary>
internal static class InitialData
{
    internal static void MoveToSection(WasmModule module)
    {
        var section = new MemoryStream();
        Span<byte> header = stackalloc byte[8];
        foreach (var segment in module.Data)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, segment.Offset);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], segment.Bytes.Length);
            section.Write(header);
            section.Write(segment.Bytes.Span);
        }

        module.Data.Clear();
        module.Custom.Add(new CustomSection(GuestLinker.DataSection, section.ToArray()));
    }

    /// <summary>Writes what the section holds into a fresh memory.</summary>
    internal static void CopyTo(GuestMemory memory, ReadOnlySpan<byte> section)
    {
        while (!section.IsEmpty)
        {
            var address = BinaryPrimitives.ReadUInt32LittleEndian(section);
            var length = BinaryPrimitives.ReadInt32LittleEndian(section[4..]);
            section.Slice(8, length).CopyTo(memory.Bytes(address, (uint)length));
            section = section[(8 + length)..];
        }
    }
}
