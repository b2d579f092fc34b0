using System.Buffers.Binary;
using ZstdSharp;

namespace Capsule.Runtime.Artifacts;

/// <summary>
/// The contents of a section: how it is packed (0 as it is, 1 Zstandard), its length unpacked (u64, little-endian), and
/// its bytes. Whoever unpacks says how much it may be: an artifact is data from strangers.
/// </summary>
internal static class Payload
{
    private const int HeaderSize = 9;
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

        var payload = new byte[HeaderSize + packed.Length];
        payload[0] = level == 0 ? Stored : Zstandard;
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(1), bytes.Length);
        packed.CopyTo(payload, HeaderSize);
        return payload;
    }

    /// <exception cref="InvalidDataException">It is malformed, or larger than it may be.</exception>
    internal static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> payload, long limit)
    {
        if (payload.Length < HeaderSize)
        {
            throw new InvalidDataException("a section is too short");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(payload.Span[1..]);
        if (length < 0 || length > limit)
        {
            throw new InvalidDataException($"a section says that it has {length} bytes unpacked, and {limit} are allowed");
        }

        var packed = payload[HeaderSize..];
        return payload.Span[0] switch
        {
            Stored when packed.Length == length => packed,
            Zstandard => Decompress(packed.Span, (int)length),
            _ => throw new InvalidDataException("a section is packed in a way that is not known"),
        };
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
