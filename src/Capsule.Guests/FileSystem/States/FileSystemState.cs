namespace Capsule.Guests.FileSystem.States;

/// <summary>The files of one sandbox at rest.</summary>
internal sealed record FileSystemState
{
    internal required DirectoryState Root { get; init; }

    /// <summary>The current directory's path.</summary>
    internal required string CurrentDirectory { get; init; }

    /// <summary>The permission bits that new files do not get.</summary>
    internal required uint Mask { get; init; }

    /// <summary>The next private inode.</summary>
    internal required ulong NextInode { get; init; }

    internal required IReadOnlyList<DescriptorState> Descriptors { get; init; }

    internal required IReadOnlyList<MappingState> Mappings { get; init; }
}
