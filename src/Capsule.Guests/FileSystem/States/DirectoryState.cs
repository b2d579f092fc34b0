using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.States;

/// <summary>A private directory at rest.</summary>
internal sealed class DirectoryState : NodeState
{
    internal required uint Permissions { get; init; }

    internal required ulong Inode { get; init; }

    internal required FileTimes Times { get; init; }

    /// <summary>The shared directory that it lies over.</summary>
    internal required BaseDirectory? Below { get; init; }

    /// <summary>Its own entries; null hides one below. Filled while it is captured, and not changed after.</summary>
    internal Dictionary<string, NodeState?> Entries { get; } = new(StringComparer.Ordinal);
}
