namespace Capsule.Guests.FileSystem.States;

/// <summary>A private file at rest. A name and a descriptor that mean one file refer to one state.</summary>
internal sealed class FileState : NodeState
{
    internal required uint Permissions { get; init; }

    internal required ulong Inode { get; init; }

    internal required FileTimes Times { get; init; }

    internal required long Length { get; init; }

    /// <summary>What is not a hole, by number; the arrays are not written to any more.</summary>
    internal required IReadOnlyDictionary<int, byte[]> Chunks { get; init; }

    /// <summary>How many names it has; without one only a descriptor keeps it.</summary>
    internal required uint Links { get; init; }
}
