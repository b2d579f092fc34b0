namespace Capsule.Guests.FileSystem;

/// <summary>Where a path leads: a name in a directory, and what it stands for, if anything.</summary>
/// <param name="Parent">The directory.</param>
/// <param name="Name">The last component; empty for the root, <c>.</c> and <c>..</c>.</param>
/// <param name="Node">What is there, or null.</param>
/// <param name="MustBeDirectory">Whether the path ended with a slash.</param>
internal readonly record struct Resolved(DirectoryPath Parent, string Name, Node? Node, bool MustBeDirectory)
{
    /// <summary>The node as a directory with its way from the root.</summary>
    internal Result<DirectoryPath> AsDirectory() => Node switch
    {
        null => Errno.NoEntry,
        DirectoryNode when Name.Length == 0 => Parent,
        DirectoryNode directory => Parent.Down(directory, Name),
        _ => Errno.NotDirectory,
    };

    /// <summary>The node, when there is one of the kind that the path asks for.</summary>
    internal Result<Node> Existing() =>
        Node is null ? Errno.NoEntry
        : MustBeDirectory && Node is not DirectoryNode ? Errno.NotDirectory
        : new Result<Node>(Node, Errno.Success);
}
