using System.Buffers.Binary;
using Capsule.Runtime.Artifacts;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Sessions;

/// <summary>The pages of a session in a file: as <see cref="PageList"/> has them, but never all of them in an array.</summary>
internal static class SessionPages
{
    private const int BlockSize = 1 << 20;

    /// <summary>Packs those pages of a snapshot that are not the image's.</summary>
    internal static SessionSection Pack(Snapshot snapshot)
    {
        var pages = snapshot.PagesOverImage();
        var head = new byte[sizeof(int) + (sizeof(uint) * pages.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(head, pages.Length);
        for (var i = 0; i < pages.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(sizeof(int) + (sizeof(uint) * i)), pages[i]);
        }

        var packed = SessionSection.Pack(LengthOf(pages.Length), Read);
        GC.KeepAlive(snapshot); // its pages' bytes are not the collector's
        return packed;

        void Read(long position, Span<byte> into)
        {
            while (!into.IsEmpty)
            {
                var source = position < head.Length ? head.AsSpan((int)position) : PageFrom(position - head.Length);
                var part = source[..Math.Min(source.Length, into.Length)];
                part.CopyTo(into);
                into = into[part.Length..];
                position += part.Length;
            }
        }

        ReadOnlySpan<byte> PageFrom(long position) =>
            snapshot.PageAtRest(pages[position / WasmPages.HostPage])[(int)(position % WasmPages.HostPage)..];
    }

    /// <summary>Reads what was packed.</summary>
    /// <param name="payload">The section.</param>
    /// <param name="memoryBytes">The memory's length: no page may lie beyond.</param>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    /// <exception cref="IOException">There is less of it than it says, or the system gives no memory.</exception>
    /// <exception cref="InsufficientMemoryException">The system gives no memory.</exception>
    internal static (StoredPages Stored, PageDelta Delta) Read(ReadOnlyMemory<byte> payload, ulong memoryBytes)
    {
        using var stream = Payload.Open(payload, LengthOf((long)(memoryBytes / WasmPages.HostPage)), out var length);
        var block = new byte[BlockSize];
        stream.ReadExactly(block, 0, sizeof(int));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(block);
        if (LengthOf(count) != length)
        {
            throw new InvalidDataException("the snapshot has not as many bytes as its pages need");
        }

        var pages = ReadNumbers(stream, count, memoryBytes);
        if (count <= StateBuilder.MaxLoosePages)
        {
            var bytes = new byte[count * WasmPages.HostPage];
            stream.ReadExactly(bytes);
            RequireEnd(stream);
            return (StoredPages.Empty, new PageDelta(pages, bytes));
        }

        var file = PageFile.Create(count, file => Copy(stream, file, count * (long)WasmPages.HostPage, block));
        RequireEnd(stream);
        return (StoredPages.Of(file, PageRange.Of(pages)), PageDelta.Empty);
    }

    private static long LengthOf(long count) => sizeof(int) + (count * (sizeof(uint) + WasmPages.HostPage));

    private static uint[] ReadNumbers(Stream stream, uint count, ulong memoryBytes)
    {
        var bytes = new byte[count * sizeof(uint)];
        stream.ReadExactly(bytes);
        var pages = new uint[count];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
            if ((ulong)pages[i] * WasmPages.HostPage >= memoryBytes || (i > 0 && pages[i] <= pages[i - 1]))
            {
                throw new InvalidDataException("the snapshot's pages do not ascend, or one lies beyond its memory");
            }
        }

        return pages;
    }

    private static void Copy(Stream stream, SafeFileHandle file, long length, byte[] block)
    {
        for (long position = 0; position < length;)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, length - position));
            stream.ReadExactly(part);
            RandomAccess.Write(file, part, position);
            position += part.Length;
        }
    }

    private static void RequireEnd(Stream stream)
    {
        if (stream.ReadByte() >= 0)
        {
            throw new InvalidDataException("the snapshot has more bytes than its pages need");
        }
    }
}
