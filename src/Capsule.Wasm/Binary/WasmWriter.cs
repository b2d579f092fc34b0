using System.Buffers;
using System.Text;

namespace Capsule.Wasm.Binary;

/// <summary>Writes the primitives of the WebAssembly binary format.</summary>
internal sealed class WasmWriter
{
    private readonly ArrayBufferWriter<byte> output = new();

    internal int Length => output.WrittenCount;

    internal ReadOnlySpan<byte> Written => output.WrittenSpan;

    internal WasmWriter Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
        return this;
    }

    internal WasmWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        return this;
    }

    internal WasmWriter U32(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        return Byte((byte)value);
    }

    internal WasmWriter S32(int value)
    {
        while (value is < -64 or > 63)
        {
            Byte((byte)(value & 0x7f | 0x80));
            value >>= 7;
        }

        return Byte((byte)(value & 0x7f));
    }

    /// <summary>A byte vector: its length and its bytes.</summary>
    internal WasmWriter Vector(ReadOnlySpan<byte> bytes) => U32((uint)bytes.Length).Bytes(bytes);

    internal WasmWriter Name(string name) => Vector(Encoding.UTF8.GetBytes(name));

    internal byte[] ToArray() => output.WrittenSpan.ToArray();
}
