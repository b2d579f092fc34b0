namespace Capsule.Guests.FileSystem;

/// <summary>Where a path leads: a name in a directory, and what it stands for, if anything.</summary>
/// <param name="Parent">The directory; where there is no name of its own, the directory that is meant.</param>
/// <param name="Name">The last component; empty for the root.</param>
/// <param name="Node">What is there, or null.</param>
/// <param name="MustBeDirectory">Whether the path ended with a slash.</param>
internal readonly record struct Resolved(DirectoryPath Parent, string Name, Node? Node, bool MustBeDirectory)
{
    /// <summary>Whether the path ends with a name, not with <c>.</c> or <c>..</c>.</summary>
    internal bool IsNamed => Name is not ("" or "." or "..");

    /// <summary>The node as a directory with its way from the root.</summary>
    internal Result<DirectoryPath> AsDirectory() => Node switch
    {
        null => Errno.NoEntry,
        DirectoryNode when !IsNamed => Parent,
        DirectoryNode directory => directory.PathBelow(Parent, Name),
        _ => Errno.NotDirectory,
    };

    /// <summary>The node, when there is one of the kind that the path asks for.</summary>
    internal Result<Node> Existing() =>
        Node is null ? Errno.NoEntry
        : MustBeDirectory && Node is not DirectoryNode ? Errno.NotDirectory
        : new Result<Node>(Node, Errno.Success);
}
