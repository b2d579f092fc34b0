using System.Text;

namespace Capsule.Wasm.Binary;

/// <summary>Reads the primitives of the WebAssembly binary format (core specification, chapter 5).</summary>
/// <remarks>Malformed input ends in <see cref="InvalidDataException"/>, whatever it is.</remarks>
internal ref struct WasmReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    internal int Position { get; set; }

    internal readonly bool AtEnd => Position >= bytes.Length;

    internal byte Byte() => Position < bytes.Length ? bytes[Position++] : throw Malformed("ends early");

    internal readonly byte Peek() => Position < bytes.Length ? bytes[Position] : throw Malformed("ends early");

    /// <summary>An unsigned 32-bit number in LEB128.</summary>
    internal uint U32()
    {
        var result = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            result |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return result;
            }
        }

        throw Malformed("has a number of more than 5 bytes");
    }

    /// <summary>A length that must lie within the input.</summary>
    internal int Length()
    {
        var length = U32();
        return length <= bytes.Length - Position ? (int)length : throw Malformed("has a length beyond its end");
    }

    /// <summary>A signed 32-bit number in LEB128.</summary>
    internal int S32()
    {
        var result = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            result |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return shift < 25 && (next & 0x40) != 0 ? result | (-1 << (shift + 7)) : result;
            }
        }

        throw Malformed("has a number of more than 5 bytes");
    }

    /// <summary>Passes a number in LEB128 of up to 64 bits.</summary>
    internal void SkipLeb()
    {
        for (var count = 0; Byte() >= 0x80; count++)
        {
            if (count == 9)
            {
                throw Malformed("has a number of more than 10 bytes");
            }
        }
    }

    internal void Skip(int count)
    {
        if (count > bytes.Length - Position)
        {
            throw Malformed("ends early");
        }

        Position += count;
    }

    internal ReadOnlySpan<byte> Bytes(int count)
    {
        Skip(count);
        return bytes.Slice(Position - count, count);
    }

    internal string Name() => Encoding.UTF8.GetString(Bytes(Length()));

    /// <summary>Passes a value type, which is one byte or a reference to a type.</summary>
    internal void SkipValueType()
    {
        if (Byte() is 0x63 or 0x64)
        {
            SkipLeb();
        }
    }

    /// <summary>Passes the limits of a memory or table.</summary>
    internal void SkipLimits()
    {
        var flags = Byte();
        SkipLeb();
        if ((flags & 1) != 0)
        {
            SkipLeb();
        }
    }

    internal readonly ReadOnlySpan<byte> Since(int start) => bytes[start..Position];

    internal readonly InvalidDataException Malformed(string what) =>
        new($"The WebAssembly module {what}, at byte {Position}.");
}
