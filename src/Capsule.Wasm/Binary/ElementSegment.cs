namespace Capsule.Wasm.Binary;

/// <summary>Functions that fill a table from an offset on.</summary>
internal sealed record ElementSegment(uint Offset, List<uint> Functions);
