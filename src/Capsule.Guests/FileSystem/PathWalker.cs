namespace Capsule.Guests.FileSystem;

/// <summary>
/// Resolves paths, component by component. <c>..</c> and symbolic links are resolved here and nowhere else: a
/// directory of the host is only ever asked for one name in itself, so that no path can leave what was granted.
/// </summary>
internal static class PathWalker
{
    internal const int PathLimit = 4096; // PATH_MAX
    private const int NameLimit = 255; // NAME_MAX
    private const int LinkLimit = 40; // as Linux

    /// <summary>
    /// Threat: links whose targets have thousands of components make one call look up a hundred thousand names, past the
    /// sandbox's deadline.
    /// </summary>
    private const int StepLimit = 4096;

    /// <summary>After how many steps it is asked whether the sandbox may go on: a step in a folder of the host may take its time.</summary>
    private const int StepsBetweenChecks = 8;

    /// <summary>Resolves a path.</summary>
    /// <param name="root">Where absolute paths start.</param>
    /// <param name="start">Where relative paths start.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">How its end is taken.</param>
    /// <param name="mayGoOn">Is asked on long ways; false ends them with "interrupted".</param>
    internal static Result<Resolved> Walk(
        DirectoryPath root, DirectoryPath start, string path, WalkFlags flags, Func<bool> mayGoOn)
    {
        var effort = new Effort { MayGoOn = mayGoOn };
        return path.Length == 0 ? Errno.NoEntry : Walk(root, start, path, flags, ref effort);
    }

    private static Result<Resolved> Walk(
        DirectoryPath root, DirectoryPath start, string path, WalkFlags flags, ref Effort effort)
    {
        if (path.Length >= PathLimit)
        {
            return Errno.NameTooLong;
        }

        var at = path[0] == '/' ? root : start;
        var rest = path.AsSpan().TrimStart('/');
        if (rest.IsEmpty)
        {
            return Here(at, "");
        }

        while (true)
        {
            if (at.Node.Check(Access.Execute) is var refusal and not Errno.Success)
            {
                return refusal;
            }

            effort.Steps += at.Node.Effort;
            if (effort.Steps > StepLimit)
            {
                return Errno.TooManyLinks;
            }

            if (effort.Steps % StepsBetweenChecks == 0 && !effort.MayGoOn())
            {
                return Errno.Interrupted;
            }

            if (at.Node.Descend(rest, ref at) is > 0 and var taken)
            {
                rest = rest[taken..];
                continue;
            }

            var name = Next(ref rest).ToString();
            var isLast = rest.IsEmpty;
            var step = Step(root, at, name, new Rest(isLast, flags, isLast && path[^1] == '/'), ref effort);
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
    private static Result<Resolved> Step(DirectoryPath root, DirectoryPath at, string name, Rest rest, ref Effort effort)
    {
        if (name is "." or "..")
        {
            return Here(name is "." ? at : at.Up, name);
        }

        if (rest.Refusal(at, name) is var refusal and not Errno.Success)
        {
            return refusal;
        }

        var found = at.Node.Lookup(name);
        if (!found.Ok)
        {
            return found.Error == Errno.NoEntry && rest.IsLast
                ? new Resolved(at, name, null, rest.WantsDirectory)
                : found.Error;
        }

        return found.Value is SymlinkNode link && rest.Follows
            ? Follow(root, at, link, rest, ref effort)
            : new Resolved(at, name, found.Value, rest.WantsDirectory);
    }

    private static Result<Resolved> Follow(
        DirectoryPath root, DirectoryPath at, SymlinkNode link, Rest rest, ref Effort effort)
    {
        if (++effort.Links > LinkLimit)
        {
            return Errno.TooManyLinks;
        }

        var target = link.ReadTarget();
        if (!target.Ok || target.Value.Length == 0)
        {
            return target.Ok ? Errno.NoEntry : target.Error;
        }

        var flags = WalkFlags.Follow | (rest.IsLast ? rest.Flags & WalkFlags.File : WalkFlags.None);
        var end = Walk(root, at, target.Value, flags, ref effort);
        return end.Ok && rest.WantsDirectory ? end.Value with { MustBeDirectory = true } : end;
    }

    private static Resolved Here(DirectoryPath at, string name) => new(at, name, at.Node, MustBeDirectory: true);

    /// <summary>Takes a component off; slashes behind it too.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var component = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? default : rest[slash..].TrimStart('/');
        return component;
    }

    private struct Effort
    {
        internal required Func<bool> MayGoOn { get; init; }

        internal int Links;
        internal int Steps;
    }

    private readonly record struct Rest(bool IsLast, WalkFlags Flags, bool WantsDirectory)
    {
        internal bool Follows => !IsLast
            || (!Flags.HasFlag(WalkFlags.Name) && (Flags.HasFlag(WalkFlags.Follow) || WantsDirectory));

        /// <summary>Why a name is not even looked up, in the order of Linux.</summary>
        internal Errno Refusal(DirectoryPath at, string name) =>
            WantsDirectory && Flags.HasFlag(WalkFlags.File) ? Errno.IsDirectory
            : name.Length > NameLimit && !at.Node.IsRemoved ? Errno.NameTooLong
            : Errno.Success;
    }
}
