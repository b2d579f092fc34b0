namespace Capsule.Guests.FileSystem;

/// <content>Opening and creating files.</content>
internal sealed partial class VirtualFileSystem
{
    private const uint AllBits = 0xfff;

    internal Result<OpenFile> Open(DirectoryPath? start, string path, OpenFlags flags, uint permissions)
    {
        using var operation = Operations.Begin();
        flags &= flags.HasFlag(OpenFlags.Path) ? OpenFlags.WithPath : flags;
        var creates = flags.HasFlag(OpenFlags.Create);
        if (creates && flags.HasFlag(OpenFlags.Directory))
        {
            return Errno.Invalid;
        }

        var exclusive = creates && flags.HasFlag(OpenFlags.Exclusive);
        var follow = exclusive || flags.HasFlag(OpenFlags.NoFollow) ? WalkFlags.None : WalkFlags.Follow;
        var resolved = Resolve(start, path, follow | (creates ? WalkFlags.File : WalkFlags.None));
        return !resolved.Ok ? resolved.Error
            : resolved.Value.Node is null ? Create(resolved.Value, flags, permissions)
            : exclusive ? Errno.Exists
            : OpenExisting(resolved.Value, flags);
    }

    private Result<OpenFile> Create(Resolved at, OpenFlags flags, uint permissions)
    {
        if (!flags.HasFlag(OpenFlags.Create))
        {
            return Errno.NoEntry;
        }

        var error = CheckNew(at);
        return error == Errno.Success
            ? at.Parent.Node.Create(at.Name, permissions & ~Mask & AllBits, flags)
            : error;
    }

    private static Result<OpenFile> OpenExisting(Resolved at, OpenFlags flags)
    {
        var found = at.Existing();
        var error = found.Ok ? Refusal(found.Value, flags) : found.Error;
        if (error != Errno.Success)
        {
            return error;
        }

        if (flags.HasFlag(OpenFlags.Path))
        {
            return OpenPlace(found.Value, at);
        }

        if (found.Value is DirectoryNode)
        {
            return new OpenDirectory(at.AsDirectory().Value);
        }

        var node = Writes(flags) ? Writable(at, !flags.HasFlag(OpenFlags.Truncate)) : found;
        return !node.Ok ? node.Error : node.Value is FileNode file ? file.Open(flags) : Errno.NotSupported;
    }

    private static Result<OpenFile> OpenPlace(Node node, Resolved at)
    {
        var kept = node is FileNode file ? file.Hold() : default;
        return kept.Error == Errno.TooManyOpenFiles
            ? kept.Error
            : new OpenPath(node, at.AsDirectory().Value, kept.Value?.Share()) { Flags = OpenFlags.Path };
    }

    /// <summary>Why something cannot be opened this way, in the order of Linux.</summary>
    private static Errno Refusal(Node node, OpenFlags flags)
    {
        var isDirectory = node is DirectoryNode;
        var wanted = ((flags & OpenFlags.AccessMode) == OpenFlags.WriteOnly ? 0 : Access.Read)
            | (Writes(flags) ? Access.Write : 0);
        return isDirectory && flags.HasFlag(OpenFlags.Create) ? Errno.IsDirectory
            : !isDirectory && flags.HasFlag(OpenFlags.Directory) ? Errno.NotDirectory
            : flags.HasFlag(OpenFlags.Path) ? Errno.Success
            : node is SymlinkNode ? Errno.TooManyLinks
            : isDirectory && Writes(flags) ? Errno.IsDirectory
            : node.Check(wanted);
    }

    private static bool Writes(OpenFlags flags) =>
        (flags & OpenFlags.AccessMode) != OpenFlags.ReadOnly || flags.HasFlag(OpenFlags.Truncate);
}
