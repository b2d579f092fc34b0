namespace Capsule.Wasm.Binary;

/// <summary>A custom section.</summary>
internal sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes);
