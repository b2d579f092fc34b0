namespace Capsule.Guests.FileSystem;

/// <summary>
/// A directory. Names given to it are single components, never empty, <c>.</c> or <c>..</c>: paths are resolved by
/// <see cref="PathWalker"/> alone.
/// </summary>
internal abstract class DirectoryNode : Node
{
    /// <summary>Whether it was removed: it is empty then, and nothing can be made in it any more.</summary>
    internal virtual bool IsRemoved => false;

    /// <summary>What the directories share between which files can be moved, or null for those of the system.</summary>
    internal virtual object? Device => null;

    /// <summary>Its number, which stays the same.</summary>
    internal virtual ulong Inode => Stat().Inode;

    /// <summary>How much of what one path may cost is taken by looking up a name here.</summary>
    internal virtual int Effort => 1;

    internal abstract Result<Node> Lookup(string name);

    /// <summary>Goes several names of a path at once, where that costs less than looking up one after the other.</summary>
    /// <param name="path">The rest of a path, which begins with a name. Its last name is never taken.</param>
    /// <param name="here">The way to this directory; then, if some were taken, to the one that they lead to.</param>
    /// <returns>How much of the path was taken.</returns>
    internal virtual int Descend(ReadOnlySpan<char> path, ref DirectoryPath here) => 0;

    /// <summary>Makes a file, and opens it.</summary>
    internal abstract Result<OpenFile> Create(string name, uint permissions, OpenFlags flags);

    internal abstract Errno CreateDirectory(string name, uint permissions);

    internal abstract Errno CreateSymlink(string name, string target);

    /// <summary>Gives a file of another directory, which is no directory itself, one more name.</summary>
    internal abstract Errno CreateLink(string name, DirectoryNode source, string sourceName);

    internal abstract Errno RemoveFile(string name);

    internal abstract Errno RemoveDirectory(string name);

    /// <summary>Moves an entry, which replaces what the new name stands for, if that is no full directory.</summary>
    internal abstract Errno Rename(string name, DirectoryNode target, string newName);

    internal abstract Result<Listing> List();

    /// <summary>
    /// The node to open for writing in place of one found here: a directory that lies over a read-only one replaces
    /// the file by a copy first, or by an empty file where the contents are not wanted.
    /// </summary>
    internal virtual Result<Node> Writable(string name, bool withContents) => Lookup(name);

    /// <summary>The way to this directory, which was found in another.</summary>
    internal virtual DirectoryPath PathBelow(DirectoryPath parent, string name) => new(this, parent, name);
}
