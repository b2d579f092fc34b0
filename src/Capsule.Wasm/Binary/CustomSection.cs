namespace Capsule.Wasm.Binary;

/// <summary>A custom section.</summary>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes);
