namespace Capsule.Wasm.Binary;

/// <summary>One export.</summary>
public sealed record Export(string Name, ItemKind Kind, uint Index);
