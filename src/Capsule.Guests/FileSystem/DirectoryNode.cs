namespace Capsule.Guests.FileSystem;

/// <summary>
/// A directory. Names given to it are single components, never empty, <c>.</c> or <c>..</c>: paths are resolved by
/// <see cref="PathWalker"/> alone.
/// </summary>
internal abstract class DirectoryNode : Node
{
    internal abstract Result<Node> Lookup(string name);

    internal abstract Result<FileNode> CreateFile(string name, uint permissions);

    internal abstract Errno CreateDirectory(string name, uint permissions);

    internal abstract Errno CreateSymlink(string name, string target);

    internal abstract Errno RemoveFile(string name);

    internal abstract Errno RemoveDirectory(string name);

    /// <summary>Moves an entry, which replaces what the new name stood for where POSIX says so.</summary>
    internal abstract Errno Rename(string name, DirectoryNode target, string newName);

    internal abstract Result<IReadOnlyList<DirectoryEntry>> List();

    /// <summary>
    /// The node to open for writing in place of one found here: a directory that lies over a read-only one replaces
    /// the file by a copy first.
    /// </summary>
    internal virtual Result<Node> Writable(string name) => Lookup(name);
}
