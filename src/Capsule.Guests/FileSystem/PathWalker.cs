namespace Capsule.Guests.FileSystem;

/// <summary>
/// Resolves paths, component by component. <c>..</c> and symbolic links are resolved here and nowhere else: a
/// directory of the host is only ever asked for one name in itself, so that no path can leave what was granted.
/// </summary>
internal static class PathWalker
{
    private const int PathLimit = 4096; // PATH_MAX
    private const int NameLimit = 255; // NAME_MAX
    private const int LinkLimit = 40; // as Linux

    /// <summary>Resolves a path.</summary>
    /// <param name="root">Where absolute paths start.</param>
    /// <param name="start">Where relative paths start.</param>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a symbolic link at the end is followed.</param>
    internal static Result<Resolved> Walk(DirectoryPath root, DirectoryPath start, string path, bool follow)
    {
        var links = 0;
        return path.Length == 0 ? Errno.NoEntry : Walk(root, start, path, follow, ref links);
    }

    private static Result<Resolved> Walk(
        DirectoryPath root, DirectoryPath start, string path, bool follow, ref int links)
    {
        if (path.Length >= PathLimit)
        {
            return Errno.NameTooLong;
        }

        var at = path[0] == '/' ? root : start;
        var rest = path.AsSpan().TrimStart('/');
        var wantsDirectory = path[^1] == '/';
        while (true)
        {
            var component = Next(ref rest);
            var isLast = rest.IsEmpty;
            if (component is "" or ".")
            {
                if (isLast)
                {
                    return new Resolved(at, "", at.Node, MustBeDirectory: true);
                }

                continue;
            }

            if (component is "..")
            {
                at = at.Up;
                if (isLast)
                {
                    return new Resolved(at, "", at.Node, MustBeDirectory: true);
                }

                continue;
            }

            var step = Step(root, at, component.ToString(), new Rest(isLast, follow, wantsDirectory), ref links);
            if (!step.Ok || isLast)
            {
                return step;
            }

            var directory = step.Value.AsDirectory();
            if (!directory.Ok)
            {
                return directory.Error;
            }

            at = directory.Value;
        }
    }

    /// <summary>Looks one name up, and follows it when it is a link.</summary>
    private static Result<Resolved> Step(DirectoryPath root, DirectoryPath at, string name, Rest rest, ref int links)
    {
        if (name.Length > NameLimit)
        {
            return Errno.NameTooLong;
        }

        var found = at.Node.Lookup(name);
        if (!found.Ok)
        {
            return found.Error == Errno.NoEntry && rest.IsLast
                ? new Resolved(at, name, null, rest.WantsDirectory)
                : found.Error;
        }

        if (found.Value is not SymlinkNode link || (rest.IsLast && !rest.Follow && !rest.WantsDirectory))
        {
            return new Resolved(at, name, found.Value, rest is { IsLast: true, WantsDirectory: true });
        }

        if (++links > LinkLimit)
        {
            return Errno.TooManyLinks;
        }

        var target = link.ReadTarget();
        return !target.Ok ? target.Error
            : target.Value.Length == 0 ? Errno.NoEntry
            : Walk(root, at, target.Value, follow: true, ref links);
    }

    /// <summary>Takes a component off; slashes behind it too.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var component = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? default : rest[slash..].TrimStart('/');
        return component;
    }

    private readonly record struct Rest(bool IsLast, bool Follow, bool WantsDirectory);
}
