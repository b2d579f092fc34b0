namespace Capsule.Wasm.Binary;

/// <summary>Bytes that fill the memory from an offset on.</summary>
internal sealed record DataSegment(uint Offset, ReadOnlyMemory<byte> Bytes);
