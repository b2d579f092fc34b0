namespace Capsule.Guests.Emscripten.Linking;

/// <summary>A symbol that a library refers to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is, and what happens where nobody defines it.</param>
internal readonly record struct SymbolReference(string Name, SymbolKind Kind);
