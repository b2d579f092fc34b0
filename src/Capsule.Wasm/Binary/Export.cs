namespace Capsule.Wasm.Binary;

/// <summary>One export.</summary>
internal sealed record Export(string Name, ItemKind Kind, uint Index);
