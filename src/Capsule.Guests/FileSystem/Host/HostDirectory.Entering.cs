using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <content>
/// Opening a directory for an operation: by the names that lead to it, and only if that is still what was found there. See
/// docs/explanation/rationale.md, "How does no path lead out of a granted folder?".
/// </content>
internal sealed partial class HostDirectory
{
    /// <summary>Threat: every directory of ten thousand that are nested would keep the names of all above it.</summary>
    private const int KeptNames = 64;

    private (int Moves, string[] Names)? way;
    private SafeFileHandle? entered;
    private long enteredIn;

    internal HostIdentity Identity => stat.Identity;

    /// <summary>Deep ones take more of the kernel's time.</summary>
    internal override int Effort => 1 + (Depth / 64);

    /// <summary>How many names lead to it.</summary>
    internal int Depth
    {
        get
        {
            var depth = 0;
            for (var at = parent; at is not null; at = at.parent)
            {
                depth++;
            }

            return depth;
        }
    }

    /// <summary>Whether the volume remembers it.</summary>
    internal bool IsRecent { get; set; }

    /// <summary>Its handle, if it was opened in this operation.</summary>
    private SafeFileHandle? Entered =>
        volume.Operations.IsOpen && enteredIn == volume.Operations.Number && entered is { IsClosed: false } ? entered : null;

    /// <summary>The names that lead to it.</summary>
    private string[] Names
    {
        get
        {
            if (way is { } known && known.Moves == volume.Moves)
            {
                return known.Names;
            }

            var names = new List<string>();
            for (var at = this; at.parent is { } above; at = above)
            {
                names.Add(at.name);
            }

            names.Reverse();
            string[] all = [.. names];
            way = all.Length <= KeptNames ? (volume.Moves, all) : null;
            return all;
        }
    }

    /// <summary>Whether a name in this directory is where other names lead.</summary>
    internal bool Leads(string[] names, string name) =>
        Names is var own && own.Length == names.Length - 1 && names[^1] == name && own.AsSpan().SequenceEqual(names.AsSpan(..^1));

    /// <summary>
    /// Goes on to the deepest directory of a path that is known already. The kernel walks the whole way at once, and what it
    /// finds at the end has to be what was found there before; so a path costs one walk, not one for each of its names.
    /// </summary>
    internal override int Descend(ReadOnlySpan<char> path, ref DirectoryPath here)
    {
        var (end, node, length, steps) = (here, this, 0, 0);
        for (var rest = path; rest.IndexOf('/') is > 0 and var slash;)
        {
            // The last name is looked up, even before a slash.
            var name = rest[..slash];
            rest = rest[slash..].TrimStart('/');
            if (rest.IsEmpty || node.children.Known(name) is not { } below || !below.MayBePassed)
            {
                break;
            }

            end = below.PathBelow(end, below.name);
            (node, steps, length) = (below, steps + 1, path.Length - rest.Length);
        }

        if (steps < 2)
        {
            return 0;
        }

        using var place = node.Enter(out var error);
        if (error != Errno.Success)
        {
            return 0; // whoever goes name by name finds out where the way ends
        }

        volume.Remember(node);
        here = end;
        return length;
    }

    /// <summary>Does something in the directory, as it is now.</summary>
    internal Errno At(Func<HostPlace, Errno> operate)
    {
        using var place = Enter(out var error);
        return error == Errno.Success ? operate(place) : error;
    }

    internal Result<T> At<T>(Func<HostPlace, Result<T>> operate)
    {
        using var place = Enter(out var error);
        return error == Errno.Success ? operate(place) : error;
    }

    /// <summary>Opens the directory, and learns its status; once for all steps of an operation.</summary>
    private HostPlace Enter(out Errno error)
    {
        if (Entered is { } kept && !isRemoved)
        {
            error = Errno.Success;
            return new HostPlace(kept, isOwned: false);
        }

        var operations = volume.Operations;
        var opened = isRemoved ? Errno.NoEntry : Open();
        error = opened.Ok ? Verify(opened.Value) : opened.Error;
        if (error != Errno.Success)
        {
            if (opened.Ok && parent is not null)
            {
                opened.Value.Dispose();
            }

            return default;
        }

        if (!operations.IsOpen)
        {
            return new HostPlace(opened.Value, isOwned: parent is not null);
        }

        (entered, enteredIn) = (opened.Value, operations.Number);
        if (parent is not null)
        {
            operations.Keep(opened.Value);
        }

        return new HostPlace(opened.Value, isOwned: false);
    }

    /// <summary>Opens it from the nearest directory above that is open, which is the granted folder at the last.</summary>
    private Result<SafeFileHandle> Open()
    {
        for (var (above, names) = (parent, 1); above is not null; above = above.parent, names++)
        {
            if (above.Entered is { } start)
            {
                return volume.Open(start, Names.AsSpan(^names..));
            }
        }

        return parent is null ? volume.RootHandle : volume.Open(volume.RootHandle, Names);
    }

    private Errno Verify(SafeFileHandle handle)
    {
        var found = HostStat.Of(handle);
        var error = !found.Ok ? found.Error
            : parent is null ? Errno.Success
            : volume.Refuse(handle, found.Value, stat.Identity);
        stat = error == Errno.Success ? found.Value : stat;
        return error;
    }

    /// <summary>The directory's status is that of this operation, or becomes it.</summary>
    private Errno Refresh()
    {
        if (Entered is { } kept)
        {
            return Verify(kept);
        }

        using var place = Enter(out var error);
        return error;
    }

    /// <summary>The kernel lets root pass anything, so that the bits decide that were seen last; it asks them itself for others.</summary>
    private bool MayBePassed => !HostAccess.IsRoot || (stat.Mode & (Access.Execute << 6)) != 0;
}
