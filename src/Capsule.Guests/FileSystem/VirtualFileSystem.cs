namespace Capsule.Guests.FileSystem;

/// <summary>
/// The file system of one sandbox: a tree of nodes, a current directory, and the operations on paths that system calls
/// ask for. Permission bits are those of the guest's own user; it is never root.
/// </summary>
internal sealed partial class VirtualFileSystem
{
    private const uint DirectoryBits = 0x3ff; // no directory is created for another user or group to act as

    private readonly DirectoryPath root;
    private DirectoryPath current;

    /// <param name="root">The root directory.</param>
    /// <param name="operations">Is told of each operation; nodes may keep something as long as one lasts.</param>
    internal VirtualFileSystem(DirectoryNode root, OperationScope? operations = null)
    {
        this.root = DirectoryPath.Root(root);
        current = this.root;
        Operations = operations ?? new OperationScope();
    }

    internal OperationScope Operations { get; }

    internal DirectoryPath Root => root;

    /// <summary>Is asked on long ways whether the sandbox may go on.</summary>
    internal Func<bool> MayGoOn { get; init; } = () => true;

    /// <summary>The current directory's absolute path, which a removed one does not have.</summary>
    internal Result<string> CurrentDirectory => current.Node.IsRemoved ? Errno.NoEntry : current.FullName;

    /// <summary>The permission bits that new files do not get.</summary>
    internal uint Mask { get; set; } = 0x12; // ----w--w-

    /// <summary>Resolves a path that must lead to something.</summary>
    internal Result<Node> Find(DirectoryPath? start, string path, bool follow = true)
    {
        using var operation = Operations.Begin();
        var resolved = Resolve(start, path, follow ? WalkFlags.Follow : WalkFlags.None);
        return resolved.Ok ? resolved.Value.Existing() : resolved.Error;
    }

    /// <summary>The status of what a path leads to.</summary>
    internal Result<FileStat> Stat(DirectoryPath? start, string path, bool follow)
    {
        using var operation = Operations.Begin();
        var found = Find(start, path, follow);
        return found.Ok ? found.Value.Stat() : found.Error;
    }

    internal Errno ChangeDirectory(DirectoryPath? start, string path)
    {
        using var operation = Operations.Begin();
        var resolved = Resolve(start, path, WalkFlags.Follow);
        var directory = resolved.Ok ? resolved.Value.AsDirectory() : resolved.Error;
        return directory.Ok ? ChangeDirectory(directory.Value) : directory.Error;
    }

    internal Errno ChangeDirectory(DirectoryPath directory)
    {
        var error = directory.Node.Check(Access.Execute);
        current = error == Errno.Success ? directory : current;
        return error;
    }

    /// <summary>Whether the guest may do what some permission bits stand for.</summary>
    internal Errno CheckAccess(DirectoryPath? start, string path, uint wanted)
    {
        using var operation = Operations.Begin();
        var found = Find(start, path);
        return found.Ok ? found.Value.Check(wanted) : found.Error;
    }

    internal Errno MakeDirectory(DirectoryPath? start, string path, uint permissions) =>
        AtNewName(
            start,
            path,
            mayEndWithSlash: true,
            (parent, name) => parent.CreateDirectory(name, permissions & ~Mask & DirectoryBits));

    internal Errno MakeSymlink(DirectoryPath? start, string path, string target) =>
        target.Length == 0 ? Errno.NoEntry
        : target.Length >= PathWalker.PathLimit ? Errno.NameTooLong
        : AtNewName(start, path, mayEndWithSlash: false, (parent, name) => parent.CreateSymlink(name, target));

    internal Errno RemoveFile(DirectoryPath? start, string path) => Remove(
        start,
        path,
        at => !at.IsNamed ? Errno.IsDirectory
            : !at.MustBeDirectory ? Errno.Success
            : at.Node is DirectoryNode ? Errno.IsDirectory : Errno.NotDirectory,
        (parent, name) => parent.RemoveFile(name));

    internal Errno RemoveDirectory(DirectoryPath? start, string path) => Remove(
        start,
        path,
        at => at.Name switch
        {
            "" => Errno.Busy,
            "." => Errno.Invalid,
            ".." => Errno.NotEmpty,
            _ => Errno.Success,
        },
        (parent, name) => parent.RemoveDirectory(name));

    internal Errno Rename(DirectoryPath? start, string path, DirectoryPath? newStart, string newPath)
    {
        using var operation = Operations.Begin();
        var from = Resolve(start, path, WalkFlags.Name);
        var to = from.Ok ? Resolve(newStart, newPath, WalkFlags.Name) : from;
        return to.Ok ? Renaming.Rename(from.Value, to.Value) : to.Error;
    }

    /// <summary>Gives a file one more name. A symbolic link at the end of its path is not followed unless that is asked for.</summary>
    internal Errno Link(DirectoryPath? start, string path, bool follow, DirectoryPath? newStart, string newPath)
    {
        using var operation = Operations.Begin();
        var from = Resolve(start, path, follow ? WalkFlags.Follow : WalkFlags.None);
        var node = from.Ok ? from.Value.Existing() : from.Error;
        return !node.Ok ? node.Error
            : AtNewName(newStart, newPath, mayEndWithSlash: false, (parent, name) =>
                node.Value is DirectoryNode ? Errno.NotPermitted
                : Writable(from.Value, withContents: true) is { Ok: false } refused ? refused.Error
                : parent.CreateLink(name, from.Value.Parent.Node, from.Value.Name));
    }

    internal Result<string> ReadLink(DirectoryPath? start, string path)
    {
        using var operation = Operations.Begin();
        var found = Find(start, path, follow: false);
        return !found.Ok ? found.Error : found.Value is SymlinkNode link ? link.ReadTarget() : Errno.Invalid;
    }

    internal Errno Truncate(string path, long length)
    {
        var file = Open(null, path, OpenFlags.WriteOnly, 0);
        if (!file.Ok)
        {
            return file.Error;
        }

        var opened = file.Value.Share();
        var error = opened.Truncate(length);
        opened.Release();
        return error;
    }

    /// <summary>Applies a change to what a path leads to, in a private copy where it is shared.</summary>
    internal Errno Change(DirectoryPath? start, string path, bool follow, Func<Node, Errno> change)
    {
        using var operation = Operations.Begin();
        var resolved = Resolve(start, path, follow ? WalkFlags.Follow : WalkFlags.None);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var node = Writable(resolved.Value, withContents: true);
        return node.Ok ? change(node.Value) : node.Error;
    }

    private static Result<Node> Writable(Resolved at, bool withContents)
    {
        var found = at.Existing();
        return found.Ok && at.IsNamed ? at.Parent.Node.Writable(at.Name, withContents) : found;
    }

    /// <summary>Resolves a path relative to a directory, or to the current one.</summary>
    private Result<Resolved> Resolve(DirectoryPath? start, string path, WalkFlags flags) =>
        PathWalker.Walk(root, start ?? current, path, flags, MayGoOn);

    private Errno AtNewName(
        DirectoryPath? start, string path, bool mayEndWithSlash, Func<DirectoryNode, string, Errno> create)
    {
        using var operation = Operations.Begin();
        var resolved = Resolve(start, path, WalkFlags.Name);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var at = resolved.Value;
        return at.Node is not null ? Errno.Exists
            : at.MustBeDirectory && !mayEndWithSlash ? Errno.NoEntry
            : CheckNew(at) is var error and not Errno.Success ? error
            : create(at.Parent.Node, at.Name);
    }

    /// <summary>Why no name can be made at a place.</summary>
    private static Errno CheckNew(Resolved at) =>
        at.Parent.Node.IsRemoved ? Errno.NoEntry
        : at.Parent.Node.Check(Access.Write);

    private Errno Remove(
        DirectoryPath? start, string path, Func<Resolved, Errno> check, Func<DirectoryNode, string, Errno> remove)
    {
        using var operation = Operations.Begin();
        var resolved = Resolve(start, path, WalkFlags.Name);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var at = resolved.Value;
        return at.Node is null ? Errno.NoEntry
            : check(at) is var error and not Errno.Success ? error
            : at.Parent.Node.Check(Access.Write) is var refusal and not Errno.Success ? refusal
            : remove(at.Parent.Node, at.Name);
    }
}
