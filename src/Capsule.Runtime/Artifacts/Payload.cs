using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ZstdSharp;

namespace Capsule.Runtime.Artifacts;

/// <summary>
/// The contents of a section: how it is packed (0 as it is, 1 Zstandard), its length unpacked (u64, little-endian), and
/// its bytes. Whoever unpacks says how much it may be: an artifact is data from strangers.
/// </summary>
internal static class Payload
{
    internal const int HeaderSize = 9;
    private const byte Stored = 0;
    private const byte Zstandard = 1;

    internal static byte[] Pack(ReadOnlySpan<byte> bytes, int level)
    {
        byte[] packed;
        if (level == 0)
        {
            packed = bytes.ToArray();
        }
        else
        {
            using var compressor = new Compressor(level);
            packed = compressor.Wrap(bytes).ToArray();
        }

        return [.. Header(level, bytes.Length), .. packed];
    }

    /// <summary>What is in front of the packed bytes.</summary>
    /// <param name="level">The level that they are packed with; 0 for not at all.</param>
    /// <param name="length">How many bytes they are unpacked.</param>
    internal static byte[] Header(int level, long length)
    {
        var header = new byte[HeaderSize];
        header[0] = level == 0 ? Stored : Zstandard;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(1), length);
        return header;
    }

    /// <exception cref="InvalidDataException">It is malformed, or larger than it may be.</exception>
    internal static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> payload, long limit)
    {
        var length = ReadLength(payload.Span, limit);
        var packed = payload[HeaderSize..];
        return payload.Span[0] switch
        {
            Stored when packed.Length == length => packed,
            Zstandard => Decompress(packed.Span, (int)length),
            _ => throw new InvalidDataException("a section is packed in a way that is not known"),
        };
    }

    /// <summary>Opens a payload to be read a part at a time.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="length">How many it says that it has; the stream may have others.</param>
    /// <exception cref="InvalidDataException">It is malformed, or larger than it may be.</exception>
    internal static Stream Open(ReadOnlyMemory<byte> payload, long limit, out long length)
    {
        length = ReadLength(payload.Span, limit);
        var packed = payload[HeaderSize..];
        var stream = MemoryMarshal.TryGetArray(packed, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(packed.ToArray(), writable: false);
        return payload.Span[0] switch
        {
            Stored => stream,
            Zstandard => new DecompressionStream(stream, leaveOpen: false),
            _ => throw new InvalidDataException("a section is packed in a way that is not known"),
        };
    }

    private static long ReadLength(ReadOnlySpan<byte> payload, long limit)
    {
        if (payload.Length < HeaderSize)
        {
            throw new InvalidDataException("a section is too short");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(payload[1..]);
        return length >= 0 && length <= limit
            ? length
            : throw new InvalidDataException($"a section says that it has {length} bytes unpacked, and {limit} are allowed");
    }

    private static byte[] Decompress(ReadOnlySpan<byte> packed, int length)
    {
        try
        {
            using var decompressor = new Decompressor();
            var bytes = new byte[length];
            return decompressor.Unwrap(packed, bytes) == length
                ? bytes
                : throw new InvalidDataException("a section has another length than it says");
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException($"a section cannot be unpacked: {e.Message}", e);
        }
    }
}
