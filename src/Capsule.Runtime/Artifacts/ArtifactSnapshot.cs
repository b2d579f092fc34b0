using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Artifacts;

/// <summary>What belongs to an artifact's snapshot beside its pages.</summary>
/// <param name="MemoryBytes">The linear memory's length.</param>
/// <param name="PopulatedPages">How many of its pages are not zero.</param>
/// <param name="Globals">Mutable globals.</param>
/// <param name="Tables">Lengths of tables.</param>
/// <param name="Libraries">The libraries that were loaded, in their order.</param>
internal sealed record ArtifactSnapshot(
    ulong MemoryBytes, int PopulatedPages, IReadOnlyList<int> Globals, IReadOnlyList<uint> Tables, IReadOnlyList<LibraryPlacement> Libraries);
