namespace Capsule.Guests.FileSystem;

/// <summary>Moving a name to another, by the rules of Linux and in their order.</summary>
internal static class Renaming
{
    /// <remarks>A name of a file that is moved to another name of the same file changes nothing and needs no right to.</remarks>
    internal static Errno Rename(Resolved from, Resolved to)
    {
        var error = CheckPaths(from, to);
        if (error != Errno.Success || from.Node!.IsSame(to.Node))
        {
            return error;
        }

        error = CheckNodes(from, to);
        if (error != Errno.Success)
        {
            return error;
        }

        error = from.Parent.Node.Rename(from.Name, to.Parent.Node, to.Name);
        if (error == Errno.Success && from.Node is DirectoryNode)
        {
            from.AsDirectory().Value.Move(to.Parent, to.Name);
        }

        return error;
    }

    private static Errno CheckPaths(Resolved from, Resolved to) =>
        from.Parent.Node.Device is { } device && to.Parent.Node.Device is { } other && device != other ? Errno.CrossDevice
        : !from.IsNamed || !to.IsNamed ? Errno.Busy
        : from.Node is null || to.Parent.Node.IsRemoved ? Errno.NoEntry
        : from.Node is not DirectoryNode && (from.MustBeDirectory || to.MustBeDirectory) ? Errno.NotDirectory
        : to.Parent.IsWithin(from.Node) ? Errno.Invalid // into itself
        : from.Parent.IsWithin(to.Node) ? Errno.NotEmpty
        : Errno.Success;

    private static Errno CheckNodes(Resolved from, Resolved to)
    {
        var isDirectory = from.Node is DirectoryNode;
        return from.Parent.Node.Check(Access.Write) is var fromRefusal and not Errno.Success ? fromRefusal
            : to.Parent.Node.Check(Access.Write) is var toRefusal and not Errno.Success ? toRefusal
            : to.Node is not null && to.Node is DirectoryNode != isDirectory ? KindError(isDirectory)
            : isDirectory && MovesOut(from, to) ? from.Node!.Check(Access.Write)
            : Errno.Success;
    }

    private static Errno KindError(bool isDirectory) => isDirectory ? Errno.NotDirectory : Errno.IsDirectory;

    /// <summary>A directory that changes its parent is written to, because it holds the name <c>..</c>.</summary>
    private static bool MovesOut(Resolved from, Resolved to) => !ReferenceEquals(from.Parent.Node, to.Parent.Node);
}
