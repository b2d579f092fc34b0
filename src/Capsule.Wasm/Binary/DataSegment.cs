namespace Capsule.Wasm.Binary;

/// <summary>Bytes that fill the memory from an offset on.</summary>
public sealed record DataSegment(uint Offset, ReadOnlyMemory<byte> Bytes);
