using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Sessions;

/// <summary>What a saved session says of itself.</summary>
/// <param name="ImageId">The image that its memory is relative to.</param>
/// <param name="Language">The guest language that it was made with.</param>
/// <param name="LanguageVersion">The version of its interpreter, for people.</param>
/// <param name="Cells">How many cells were run.</param>
/// <param name="OutputUsed">Bytes that were printed.</param>
/// <param name="MemoryBytes">The linear memory's length.</param>
/// <param name="PopulatedPages">How many of its pages are not zero.</param>
/// <param name="Globals">Mutable globals.</param>
/// <param name="Tables">Lengths of tables.</param>
/// <param name="Libraries">The libraries that were loaded, in their order.</param>
internal sealed record SessionFileHeader(
    string ImageId,
    string Language,
    string LanguageVersion,
    int Cells,
    long OutputUsed,
    ulong MemoryBytes,
    int PopulatedPages,
    IReadOnlyList<int> Globals,
    IReadOnlyList<uint> Tables,
    IReadOnlyList<LibraryPlacement> Libraries);
