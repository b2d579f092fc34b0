using System.Buffers.Binary;
using System.Text;
using Capsule.Wasm.Memory;

namespace Capsule.Wasm.Sandboxes;

/// <summary>A guest's linear memory as the host sees it. Every access is checked; numbers are little-endian.</summary>
/// <remarks>A span is valid until the guest runs again: it may change or grow the memory, but never moves it.</remarks>
internal readonly unsafe struct GuestMemory
{
    private readonly MemorySlot slot;

    internal GuestMemory(MemorySlot slot) => this.slot = slot;

    /// <summary>The length in bytes.</summary>
    public ulong Length => slot.Length;

    /// <summary>Whether the guest was refused memory, which it may have survived.</summary>
    public bool GrowthWasRefused => slot.GrowthWasRefused;

    /// <summary>A range of bytes.</summary>
    /// <exception cref="BadAddressException">It does not lie in the memory.</exception>
    public Span<byte> Bytes(uint address, uint length) =>
        (ulong)address + length <= slot.Length && length <= int.MaxValue
            ? new Span<byte>(slot.Start + address, (int)length)
            : throw new BadAddressException(address, length);

    /// <summary>Reads an i32.</summary>
    public int ReadInt32(uint address) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(address, 4));

    /// <summary>Reads an unsigned i32: an address or a length.</summary>
    public uint ReadUInt32(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(address, 4));

    /// <summary>Reads an i64.</summary>
    public long ReadInt64(uint address) => BinaryPrimitives.ReadInt64LittleEndian(Bytes(address, 8));

    /// <summary>Writes an i32.</summary>
    public void Write(uint address, int value) => BinaryPrimitives.WriteInt32LittleEndian(Bytes(address, 4), value);

    /// <summary>Writes an i64.</summary>
    public void Write(uint address, long value) => BinaryPrimitives.WriteInt64LittleEndian(Bytes(address, 8), value);

    /// <summary>Writes an i16.</summary>
    public void Write(uint address, short value) => BinaryPrimitives.WriteInt16LittleEndian(Bytes(address, 2), value);

    /// <summary>The bytes of a C string, without its end.</summary>
    /// <param name="address">Where it starts.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <returns>The bytes, or an empty span with <paramref name="tooLong"/> set.</returns>
    /// <param name="tooLong">Whether no end was found within the limit.</param>
    public ReadOnlySpan<byte> CString(uint address, uint limit, out bool tooLong)
    {
        var reach = (uint)Math.Min(limit + 1UL, Math.Max(slot.Length, address) - address);
        var bytes = Bytes(address, reach);
        var end = bytes.IndexOf((byte)0);
        tooLong = end < 0;
        return tooLong ? default : bytes[..end];
    }

    /// <summary>A C string as text, for messages: invalid UTF-8 is replaced, and the length is limited.</summary>
    public string Text(uint address, uint limit = 1024)
    {
        var bytes = CString(address, limit, out var tooLong);
        return tooLong ? "?" : Encoding.UTF8.GetString(bytes);
    }
}
