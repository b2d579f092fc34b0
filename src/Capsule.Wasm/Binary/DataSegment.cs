namespace Capsule.Wasm.Binary;

/// <summary>Bytes that fill the memory from an offset on.</summary>
/// <param name="Offset">The offset; added to <paramref name="Base"/> where there is one.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Base">The global that holds where a side module's memory begins, or null.</param>
internal sealed record DataSegment(uint Offset, ReadOnlyMemory<byte> Bytes, uint? Base = null);
