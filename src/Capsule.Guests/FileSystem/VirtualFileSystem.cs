namespace Capsule.Guests.FileSystem;

/// <summary>
/// The file system of one sandbox: a tree of nodes, a current directory, and the operations on paths that system calls
/// ask for. Permission bits are those of the guest's own user; it is never root.
/// </summary>
internal sealed class VirtualFileSystem
{
    private const uint Read = 4;
    private const uint Write = 2;
    private const uint Execute = 1;

    private readonly DirectoryPath root;
    private DirectoryPath current;

    internal VirtualFileSystem(DirectoryNode root)
    {
        this.root = DirectoryPath.Root(root);
        current = this.root;
    }

    /// <summary>The current directory's absolute path.</summary>
    internal string CurrentDirectory => current.FullName;

    /// <summary>The permission bits that new files do not get.</summary>
    internal uint Mask { get; set; } = 0x12; // ----w--w-

    /// <summary>Resolves a path relative to a directory, or to the current one.</summary>
    internal Result<Resolved> Resolve(DirectoryPath? start, string path, bool follow = true)
    {
        var resolved = PathWalker.Walk(root, start ?? current, path, follow);
        return resolved.Ok && !Permits(resolved.Value.Parent.Node, Execute) ? Errno.AccessDenied : resolved;
    }

    /// <summary>Resolves a path that must lead to something.</summary>
    internal Result<Node> Find(DirectoryPath? start, string path, bool follow = true)
    {
        var resolved = Resolve(start, path, follow);
        return resolved.Ok ? resolved.Value.Existing() : resolved.Error;
    }

    internal Result<OpenFile> Open(DirectoryPath? start, string path, OpenFlags flags, uint permissions)
    {
        var exclusive = flags.HasFlag(OpenFlags.Create | OpenFlags.Exclusive);
        var resolved = Resolve(start, path, follow: !exclusive && !flags.HasFlag(OpenFlags.NoFollow));
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        return resolved.Value.Node is null
            ? Create(resolved.Value, flags, permissions)
            : exclusive ? Errno.Exists : OpenExisting(resolved.Value, flags);
    }

    internal Errno ChangeDirectory(DirectoryPath? start, string path)
    {
        var resolved = Resolve(start, path);
        var directory = resolved.Ok ? resolved.Value.AsDirectory() : resolved.Error;
        return directory.Ok ? ChangeDirectory(directory.Value) : directory.Error;
    }

    internal Errno ChangeDirectory(DirectoryPath directory)
    {
        if (!Permits(directory.Node, Execute))
        {
            return Errno.AccessDenied;
        }

        current = directory;
        return Errno.Success;
    }

    /// <summary>Whether the guest may do what some permission bits stand for.</summary>
    internal Errno CheckAccess(DirectoryPath? start, string path, uint wanted)
    {
        var found = Find(start, path);
        return !found.Ok ? found.Error : Permits(found.Value, wanted) ? Errno.Success : Errno.AccessDenied;
    }

    internal Errno MakeDirectory(DirectoryPath? start, string path, uint permissions) =>
        AtNewName(start, path, mayEndWithSlash: true, (parent, name) => parent.CreateDirectory(name, permissions & ~Mask & 0x1ff));

    internal Errno MakeSymlink(DirectoryPath? start, string path, string target) =>
        target.Length == 0 ? Errno.NoEntry
        : AtNewName(start, path, mayEndWithSlash: false, (parent, name) => parent.CreateSymlink(name, target));

    internal Errno RemoveFile(DirectoryPath? start, string path) =>
        AtExistingName(start, path, at => at.MustBeDirectory && at.Node is not DirectoryNode
            ? Errno.NotDirectory
            : at.Parent.Node.RemoveFile(at.Name));

    internal Errno RemoveDirectory(DirectoryPath? start, string path) =>
        AtExistingName(start, path, at => at.Parent.Node.RemoveDirectory(at.Name));

    internal Errno Rename(DirectoryPath? start, string path, DirectoryPath? newStart, string newPath)
    {
        var to = Resolve(newStart, newPath, follow: false);
        return AtExistingName(start, path, from => Rename(from, to));
    }

    internal Result<string> ReadLink(DirectoryPath? start, string path)
    {
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
        var resolved = Resolve(start, path, follow);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var node = Writable(resolved.Value);
        return node.Ok ? change(node.Value) : node.Error;
    }

    private static Errno Rename(Resolved from, Result<Resolved> to)
    {
        if (!to.Ok)
        {
            return to.Error;
        }

        if (to.Value.Name.Length == 0)
        {
            return Errno.Busy;
        }

        if (from.Node is not DirectoryNode && (from.MustBeDirectory || to.Value.MustBeDirectory))
        {
            return Errno.NotDirectory;
        }

        for (var above = to.Value.Parent; above is not null; above = above.Parent)
        {
            if (ReferenceEquals(above.Node, from.Node))
            {
                return Errno.Invalid; // into itself
            }
        }

        return Permits(to.Value.Parent.Node, Write)
            ? from.Parent.Node.Rename(from.Name, to.Value.Parent.Node, to.Value.Name)
            : Errno.AccessDenied;
    }

    private static bool Permits(Node node, uint wanted) => (node.Stat().Permissions >> 6 & wanted) == wanted;

    private static Result<Node> Writable(Resolved at)
    {
        var found = at.Existing();
        return found.Ok && at.Name.Length > 0 ? at.Parent.Node.Writable(at.Name) : found;
    }

    private static Result<OpenFile> OpenExisting(Resolved at, OpenFlags flags)
    {
        var access = flags & OpenFlags.AccessMode;
        var writes = access != OpenFlags.ReadOnly || flags.HasFlag(OpenFlags.Truncate);
        var found = at.Existing();
        if (found is { Ok: true, Value: DirectoryNode })
        {
            return writes ? Errno.IsDirectory : new OpenDirectory(at.AsDirectory().Value);
        }

        var node = found.Ok && writes ? Writable(at) : found;
        var wanted = (access == OpenFlags.WriteOnly ? 0 : Read) | (writes ? Write : 0);
        return !node.Ok ? node.Error
            : node.Value is SymlinkNode ? Errno.TooManyLinks
            : flags.HasFlag(OpenFlags.Directory) ? Errno.NotDirectory
            : !Permits(node.Value, wanted) ? Errno.AccessDenied
            : node.Value is FileNode file ? file.Open(flags) : Errno.NotSupported;
    }

    private Result<OpenFile> Create(Resolved at, OpenFlags flags, uint permissions)
    {
        if (!flags.HasFlag(OpenFlags.Create))
        {
            return Errno.NoEntry;
        }

        if (at.MustBeDirectory)
        {
            return Errno.IsDirectory;
        }

        if (!Permits(at.Parent.Node, Write))
        {
            return Errno.AccessDenied;
        }

        var created = at.Parent.Node.CreateFile(at.Name, permissions & ~Mask & 0x1ff);
        return created.Ok ? created.Value.Open(flags) : created.Error;
    }

    private Errno AtNewName(
        DirectoryPath? start, string path, bool mayEndWithSlash, Func<DirectoryNode, string, Errno> create)
    {
        var resolved = Resolve(start, path, follow: false);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var at = resolved.Value;
        return at.Node is not null ? Errno.Exists
            : at.MustBeDirectory && !mayEndWithSlash ? Errno.NoEntry
            : !Permits(at.Parent.Node, Write) ? Errno.AccessDenied
            : create(at.Parent.Node, at.Name);
    }

    private Errno AtExistingName(DirectoryPath? start, string path, Func<Resolved, Errno> operate)
    {
        var resolved = Resolve(start, path, follow: false);
        if (!resolved.Ok)
        {
            return resolved.Error;
        }

        var at = resolved.Value;
        return at.Node is null ? Errno.NoEntry
            : at.Name.Length == 0 ? Errno.Busy
            : !Permits(at.Parent.Node, Write) ? Errno.AccessDenied
            : operate(at);
    }
}
