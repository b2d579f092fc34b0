using System.Buffers.Binary;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Artifacts;

/// <summary>The pages of a snapshot: their number (u32), the page numbers ascending (u32 each), 4096 bytes for each.</summary>
internal static class PageList
{
    internal static byte[] Write(PageDelta delta)
    {
        var bytes = new byte[4 + (delta.Pages.Length * 4) + delta.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, delta.Pages.Length);
        for (var i = 0; i < delta.Pages.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + (4 * i)), delta.Pages[i]);
        }

        delta.CopyTo(bytes.AsSpan(4 + (4 * delta.Pages.Length)));
        return bytes;
    }

    /// <param name="bytes">What <see cref="Write"/> gave.</param>
    /// <param name="memoryBytes">The memory's length: no page may lie beyond.</param>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    internal static PageDelta Read(ReadOnlySpan<byte> bytes, ulong memoryBytes)
    {
        var count = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (4 + ((long)count * (4 + WasmPages.HostPage)) != bytes.Length)
        {
            throw new InvalidDataException("the snapshot has not as many bytes as its pages need");
        }

        var pages = new uint[count];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + (4 * i))..]);
            if ((ulong)pages[i] * WasmPages.HostPage >= memoryBytes)
            {
                throw new InvalidDataException("the snapshot has a page beyond its memory");
            }
        }

        return new PageDelta(pages, bytes[(4 + (4 * pages.Length))..].ToArray());
    }
}
