namespace Capsule.Guests.FileSystem;

/// <content>Opening and creating files.</content>
internal sealed partial class VirtualFileSystem
{
    private const uint AllBits = 0xfff;

    /// <summary>How often a file that others make and remove meanwhile is tried to be opened.</summary>
    private const int OpenAttempts = 20;

    /// <summary>Opens a file, and makes it where that is wanted.</summary>
    /// <remarks>
    /// In a folder of the host, somebody else may make the file between looking it up and making it, or remove it between looking
    /// it up and opening it. With O_CREAT, and without O_EXCL, neither is an error.
    /// </remarks>
    internal Result<OpenFile> Open(DirectoryPath? start, string path, OpenFlags flags, uint permissions)
    {
        flags &= flags.HasFlag(OpenFlags.Path) ? OpenFlags.WithPath : flags;
        var isShared = flags.HasFlag(OpenFlags.Create) && !flags.HasFlag(OpenFlags.Exclusive);
        for (var attempt = 1; ; attempt++)
        {
            var opened = OpenNow(start, path, flags, permissions, out var wasThere);
            var hasChanged = opened.Error == (wasThere ? Errno.NoEntry : Errno.Exists);
            if (!isShared || !hasChanged || attempt == OpenAttempts || !MayGoOn())
            {
                return opened;
            }
        }
    }

    private Result<OpenFile> OpenNow(DirectoryPath? start, string path, OpenFlags flags, uint permissions, out bool wasThere)
    {
        using var operation = Operations.Begin();
        wasThere = false;
        var creates = flags.HasFlag(OpenFlags.Create);
        if (creates && flags.HasFlag(OpenFlags.Directory))
        {
            return Errno.Invalid;
        }

        var exclusive = creates && flags.HasFlag(OpenFlags.Exclusive);
        var follow = exclusive || flags.HasFlag(OpenFlags.NoFollow) ? WalkFlags.None : WalkFlags.Follow;
        var resolved = Resolve(start, path, follow | (creates ? WalkFlags.File : WalkFlags.None));
        wasThere = resolved is { Ok: true, Value.Node: not null };
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
