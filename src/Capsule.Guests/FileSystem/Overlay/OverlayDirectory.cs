using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>
/// A directory of an overlay: what the sandbox changed, over what the covered folder has. What is changed is copied first; what is removed
/// is hidden (<see cref="OverlayMarks"/>).
/// </summary>
internal sealed partial class OverlayDirectory : DirectoryNode
{
    private readonly OverlayVolume volume;
    private readonly HeldDirectories<OverlayDirectory> children = new();
    private OverlayDirectory? parent;
    private string name;
    private HostDirectory? lower;
    private HostDirectory? upper;
    private DirectoryPath? path;

    /// <summary>Its status when it was removed.</summary>
    private FileStat? last;

    internal OverlayDirectory(OverlayVolume volume, OverlayDirectory? parent, string name, HostDirectory? lower, HostDirectory? upper) =>
        (this.volume, this.parent, this.name, this.lower, this.upper) = (volume, parent, name, lower, upper);

    internal override bool IsRemoved => last is not null;

    internal override object Device => volume;

    internal override VolumeSpace? Space => volume.Space;

    internal override int Effort => (upper ?? lower)!.Effort;

    /// <summary>The directory that is covered, if there is one.</summary>
    internal HostDirectory? Lower => lower;

    /// <summary>Names that the directory itself does not have, such as those of a program's own files.</summary>
    internal DirectoryNode? Fallback { get; set; }

    internal override ulong Inode => last is { } kept ? kept.Inode : (lower ?? upper)!.Inode;

    /// <summary>Its number stays that of the covered directory, whichever of the two tells the rest.</summary>
    internal override FileStat Stat()
    {
        if (last is { } kept)
        {
            return kept;
        }

        var stat = (upper ?? lower)!.Stat();
        return lower is null || upper is null ? stat : stat with { Inode = lower.Inode, Device = lower.Volume.Device };
    }

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) != 0 && !volume.Upper.IsWritable ? Errno.ReadOnly
        : last is not null ? base.Check(wanted)
        : upper is not null ? upper.Check(wanted)
        : (wanted & Access.Write) != 0 && !Permits(Access.Write) ? Errno.AccessDenied
        : lower!.Check(wanted & ~Access.Write);

    internal override Result<Node> Lookup(string name)
    {
        var found = Find(name);
        return found.Error == Errno.NoEntry && Fallback is { } fallback ? fallback.Lookup(name) : found;
    }

    /// <summary>All who know the way to a directory must know the same, for it may be renamed.</summary>
    internal override DirectoryPath PathBelow(DirectoryPath parent, string name) => path ??= base.PathBelow(parent, name);

    internal override Result<Listing> List()
    {
        if (IsRemoved)
        {
            return Errno.NoEntry;
        }

        var above = upper?.List() ?? new Listing([]);
        var hidden = above.Ok && upper is not null ? OverlayMarks.ListHidden(upper) : new Listing([]);
        var below = hidden.Ok && lower is not null ? lower.List() : new Listing([]);
        Listing?[] all = [above.Value, hidden.Value, below.Value];
        void Release() => Array.ForEach(all, listing => listing?.Dispose());
        if (!above.Ok || !hidden.Ok || !below.Ok)
        {
            Release();
            return !above.Ok ? above.Error : !hidden.Ok ? hidden.Error : below.Error;
        }

        return new Listing(Merge(above.Value, hidden.Value, below.Value), Release);
    }

    internal override Result<Node> Writable(string name, bool withContents)
    {
        var found = Find(name);
        return !found.Ok || found.Value is DirectoryNode || IsInUpper(name) ? found
            : CopyUp(name, found.Value, withContents) is var error and not Errno.Success ? error
            : Find(name);
    }

    private static List<DirectoryEntry> Merge(Listing above, Listing hidden, Listing below)
    {
        var covered = hidden.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var numbers = below.Entries
            .Where(entry => entry.Kind == FileKind.Directory && !covered.Contains(entry.Name))
            .ToDictionary(entry => entry.Name, entry => entry.Inode, StringComparer.Ordinal);
        List<DirectoryEntry> entries =
        [
            .. above.Entries.Select(entry => entry.Kind == FileKind.Directory && numbers.TryGetValue(entry.Name, out var inode)
                ? entry with { Inode = inode }
                : entry),
        ];
        covered.UnionWith(above.Entries.Select(entry => entry.Name));
        entries.AddRange(below.Entries.Where(entry => !covered.Contains(entry.Name)));
        return entries;
    }

    /// <summary>Finds a name in the two folders: the upper one first.</summary>
    private Result<Node> Find(string name)
    {
        if (IsRemoved || HostNames.IsHidden(name))
        {
            return Errno.NoEntry;
        }

        var above = upper?.Lookup(name) ?? Errno.NoEntry;
        if (above is { Ok: true, Value: not DirectoryNode } || above.Error is not (Errno.Success or Errno.NoEntry))
        {
            return above;
        }

        var below = FindBelow(name);
        return above.Value is HostDirectory changed ? Directory(name, below.Value as HostDirectory, changed)
            : below.Value switch
            {
                HostDirectory covered => Directory(name, covered, null),
                HostFile file => new LowerFile(file, volume.Upper.IsWritable),
                _ => below,
            };
    }

    /// <summary>What shows through under a name.</summary>
    private Result<Node> FindBelow(string name)
    {
        if (lower is null)
        {
            return Errno.NoEntry;
        }

        var hidden = upper is null ? false : OverlayMarks.IsHidden(upper, name);
        return !hidden.Ok ? hidden.Error : hidden.Value ? Errno.NoEntry : lower.Lookup(name);
    }

    private bool IsInUpper(string name) => upper?.Lookup(name).Ok == true;

    /// <summary>The node of a directory, which is the same as long as it is the same directory.</summary>
    private OverlayDirectory Directory(string name, HostDirectory? below, HostDirectory? above)
    {
        if (children.Find(name) is { } known && known.IsOf(below, above))
        {
            (known.lower, known.upper) = (below, above);
            return known;
        }

        var created = new OverlayDirectory(volume, this, name, below, above);
        children.Add(name, created);
        return created;
    }

    private bool IsOf(HostDirectory? below, HostDirectory? above) => upper is not null && above is not null
        ? upper.Identity == above.Identity
        : lower is not null && below is not null && lower.Identity == below.Identity;
}
