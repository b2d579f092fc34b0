using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Sessions;

/// <summary>A session between two calls. Immutable: forks start from the same one.</summary>
/// <param name="Sandbox">Memory and files, or null for a session in which nothing was run.</param>
/// <param name="Cells">How many cells were run.</param>
/// <param name="OutputUsed">Bytes that were printed.</param>
/// <param name="NeedsSeed">Whether randomness has to be seeded anew before the next cell.</param>
internal sealed record SessionState(SandboxState? Sandbox, int Cells, long OutputUsed, bool NeedsSeed)
{
    internal static readonly SessionState Empty = new(null, 0, 0, NeedsSeed: true);
}
