namespace Capsule.Wasm.Sandboxes;

/// <summary>A guest gave the host an address outside its memory; the sandbox ends as <see cref="Stop.BadAddress"/>.</summary>
internal sealed class BadAddressException(uint address, uint length)
    : Exception($"The guest passed {length} bytes at 0x{address:x}, which is outside its memory.")
{
    /// <summary>The first byte.</summary>
    public uint Address { get; } = address;

    /// <summary>How many bytes were to be accessed.</summary>
    public uint Length { get; } = length;
}
