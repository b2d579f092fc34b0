using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Runtime.Overlays;

/// <summary>Compares the two folders of an overlay.</summary>
/// <remarks>
/// Whether somebody else changed an entry of the folder meanwhile is told by what the overlay kept of it (<see cref="LowerState"/>). Below a
/// directory that the overlay replaced or removed as a whole nothing was kept: there, what was changed after that counts as changed.
/// </remarks>
internal sealed class OverlayScan(CancellationToken cancellationToken)
{
    private const string Changed = "was changed in the folder since the overlay changed it";
    private const string Created = "was created in the folder since the overlay created it";
    private const string Deleted = "was deleted from the folder since the overlay changed it";

    private readonly List<OverlayChange> found = [];

    /// <summary>Directories that are still to be compared.</summary>
    /// <remarks>Threat: directories may be nested by ten thousands; recursion would overflow the stack.</remarks>
    private readonly Stack<Pair> left = new();

    /// <summary>Finds the changes, ordered by path.</summary>
    /// <exception cref="OverlayException">Something cannot be read.</exception>
    internal OverlayChange[] Compare(HostDirectory upper, HostDirectory lower)
    {
        ComparePermissions("", upper, lower);
        left.Push(new Pair("", upper, lower, new Cover.Through()));
        while (left.TryPop(out var pair))
        {
            foreach (var name in Names(pair))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compare(pair, name);
            }
        }

        return [.. found.OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    private static SortedSet<string> Names(Pair pair)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (pair.Upper is { } upper)
        {
            Add(names, upper.List(), pair.Path);
            if (pair.Cover is Cover.Through)
            {
                Add(names, OverlayMarks.ListHidden(upper), pair.Path);
            }
        }

        if (pair is { Lower: { } lower, Cover: Cover.Replaced })
        {
            Add(names, lower.List(), pair.Path);
        }

        return names;
    }

    private static void Add(SortedSet<string> names, Result<Listing> listed, string path)
    {
        using var listing = OverlayException.Require(listed, path);
        names.UnionWith(listing.Entries.Select(entry => entry.Name));
    }

    private void Compare(Pair pair, string name)
    {
        var path = pair.Path.Length == 0 ? name : $"{pair.Path}/{name}";
        var (after, before) = (Find(pair.Upper, name, path), Find(pair.Lower, name, path));
        var since = pair is { Upper: { } upper, Cover: Cover.Through } ? OverlayException.Require(OverlayMarks.HiddenSince(upper, name), path) : null;
        var kept = pair is { Upper: { } place, Cover: Cover.Through } ? Recall(place, name, before) : new Kept(null, null);
        if (after is null && (before is null || (pair.Cover is Cover.Through && kept.State is null)))
        {
            return; // it was made and removed again, or others made it after that
        }

        var conflict = pair.Cover switch
        {
            Cover.Through => kept.Conflict,
            Cover.Replaced replaced when before is not null => before.Stat().Times.Changed > replaced.Since ? Changed : null,
            Cover.Nothing when before is not null => Created,
            _ => null,
        };
        var below = pair.Cover is not Cover.Through ? pair.Cover
            : since is null ? pair.Cover
            : kept.State is null ? new Cover.Nothing()
            : new Cover.Replaced(since.Value);
        Compare(new Entry(path, after, before, conflict, below));
    }

    private void Compare(Entry entry)
    {
        var (path, after, before, conflict, cover) = entry;
        if (after is HostDirectory above && before is HostDirectory under)
        {
            ComparePermissions(path, above, under);
            left.Push(new Pair(path, above, under, cover));
            return;
        }

        if (before is not null && (after is null || OverlayChange.TypeOf(after) != OverlayChange.TypeOf(before)))
        {
            found.Add(new OverlayChange(path, FolderChangeKind.Deleted, before, null, conflict));
            if (before is HostDirectory removed)
            {
                left.Push(new Pair(path, null, removed, cover is Cover.Replaced ? cover : new Cover.Replaced(0)));
            }

            before = null;
        }

        if (after is not null && before is null)
        {
            found.Add(new OverlayChange(path, FolderChangeKind.Added, null, after, conflict));
            if (after is HostDirectory added)
            {
                left.Push(new Pair(path, added, null, cover));
            }
        }
        else if (after is not null && before is not null && !OverlayContents.AreSame(before, after, path, cancellationToken))
        {
            found.Add(new OverlayChange(path, FolderChangeKind.Modified, before, after, conflict));
        }
    }

    private void ComparePermissions(string path, HostDirectory upper, HostDirectory lower)
    {
        if (upper.Stat().Permissions != lower.Stat().Permissions)
        {
            found.Add(new OverlayChange(path, FolderChangeKind.Modified, lower, upper, null));
        }
    }

    /// <summary>What was kept of an entry, and what that says of it now.</summary>
    private Kept Recall(HostDirectory upper, string name, Node? before)
    {
        var recalled = OverlayMarks.Recall(upper, name);
        return recalled switch
        {
            { Ok: false } => new Kept(null, Changed), // half a record: its process died
            { Value: null } => new Kept(null, before is null ? null : Created),
            { Value: { } state } when before is null => new Kept(state, Deleted),
            { Value: { } state } => new Kept(state, IsStill(state, before) ? null : Changed),
        };
    }

    private bool IsStill(LowerState state, Node before)
    {
        var stat = before.Stat();
        var now = new LowerState(stat.Kind, stat.Size, stat.Times.Modified, stat.Times.Changed, stat.Inode);
        return now == state with { Hash = null }
            || (state.Hash is { } hash && before is HostFile file && OverlayContents.Hash(file, cancellationToken) == hash);
    }

    private static Node? Find(HostDirectory? directory, string name, string path)
    {
        var found = directory?.Lookup(name) ?? Errno.NoEntry;
        return found.Error == Errno.NoEntry ? null : OverlayException.Require(found, path);
    }

    /// <summary>How much of the folder shows through a directory of the overlay.</summary>
    private abstract record Cover
    {
        /// <summary>All that is not hidden.</summary>
        internal sealed record Through : Cover;

        /// <summary>Nothing any more, since some time: the overlay removed or replaced what was there.</summary>
        internal sealed record Replaced(long Since) : Cover;

        /// <summary>Nothing: there was nothing when the overlay made its own.</summary>
        internal sealed record Nothing : Cover;
    }

    private sealed record Pair(string Path, HostDirectory? Upper, HostDirectory? Lower, Cover Cover);

    private sealed record Entry(string Path, Node? After, Node? Before, string? Conflict, Cover Below);

    private sealed record Kept(LowerState? State, string? Conflict);
}
