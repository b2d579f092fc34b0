namespace Capsule.Wasm.Binary;

/// <summary>Functions that fill a table from an offset on.</summary>
public sealed record ElementSegment(uint Offset, List<uint> Functions);
