namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A directory of the host. It is known by its names below the granted folder, and opened anew for each operation: no
/// handle stays behind, and a directory that was moved out of the folder is out of reach at once.
/// </summary>
internal sealed class HostDirectory : DirectoryNode
{
    private readonly HostVolume volume;
    private readonly HostChildren children = new();
    private HostStat stat;
    private HostDirectory? parent;
    private string name;
    private DirectoryPath? path;
    private bool isRemoved;

    internal HostDirectory(HostVolume volume, HostDirectory? parent, string name, HostStat stat) =>
        (this.volume, this.parent, this.name, this.stat) = (volume, parent, name, stat);

    internal override bool IsRemoved => isRemoved;

    internal override object Device => volume;

    internal HostVolume Volume => volume;

    /// <summary>Names that the directory itself does not have, such as those of a program's own files.</summary>
    internal DirectoryNode? Fallback { get; set; }

    internal override FileStat Stat()
    {
        using var place = Enter(out var error);
        var found = error == Errno.Success ? HostStat.Of(place.Handle) : error;
        stat = found.Ok ? found.Value : stat;
        return stat.ToGuest(volume.Device);
    }

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) != 0 && !volume.IsWritable ? Errno.ReadOnly
        : HostAccess.IsRoot ? base.Check(wanted)
        : At(place => HostAccess.Check(place, ".", wanted));

    internal override Result<Node> Lookup(string name)
    {
        if (children.Mounted(name) is { } mounted)
        {
            return mounted;
        }

        if (HostNames.IsHidden(name))
        {
            return Errno.NoEntry;
        }

        using var place = Enter(out var error);
        var found = error == Errno.Success ? HostStat.Of(place.Handle, name) : error;
        return found.Ok ? ToNode(place, name, found.Value)
            : found.Error == Errno.NoEntry && Fallback is { } fallback ? fallback.Lookup(name)
            : found.Error;
    }

    /// <summary>All who know the way to a directory must know the same, for it may be renamed.</summary>
    internal override DirectoryPath PathBelow(DirectoryPath parent, string name) =>
        path ??= base.PathBelow(parent, name);

    internal override Result<OpenFile> Create(string name, uint permissions, OpenFlags flags) =>
        New(name, place => HostFile.Open(volume, place, name, flags, permissions));

    internal override Errno CreateDirectory(string name, uint permissions) => New(name, place =>
        HostErrors.Check(Libc.mkdirat(place.Handle, HostNames.ToBytes(name), permissions & HostStat.SafeBits)));

    internal override Errno CreateSymlink(string name, string target) => New(name, place =>
        HostErrors.Check(Libc.symlinkat(HostNames.ToBytes(target), place.Handle, HostNames.ToBytes(name))));

    internal override Errno CreateLink(string name, DirectoryNode source, string sourceName) =>
        source is not HostDirectory from || from.volume != volume ? Errno.CrossDevice
        : New(name, place => from.At(other => HostErrors.Check(Libc.linkat(
            other.Handle, HostNames.ToBytes(sourceName), place.Handle, HostNames.ToBytes(name), 0))));

    internal override Errno RemoveFile(string name) => Change(name, place =>
        HostErrors.Check(Libc.unlinkat(place.Handle, HostNames.ToBytes(name), 0)));

    internal override Errno RemoveDirectory(string name)
    {
        var error = Change(name, place =>
            HostErrors.Check(Libc.unlinkat(place.Handle, HostNames.ToBytes(name), Libc.RemoveDirectory)));
        if (error == Errno.Success)
        {
            children.Take(name)?.MarkRemoved();
        }

        return error;
    }

    internal override Errno Rename(string name, DirectoryNode target, string newName)
    {
        if (target is not HostDirectory into || into.volume != volume)
        {
            return Errno.CrossDevice;
        }

        var error = HostNames.IsHidden(newName) ? Errno.AccessDenied
            : into.children.IsFixed(newName) || children.IsFixed(name) ? Errno.Busy
            : Change(name, place => into.At(other => HostErrors.Check(Libc.renameat(
                place.Handle, HostNames.ToBytes(name), other.Handle, HostNames.ToBytes(newName)))));
        if (error == Errno.Success)
        {
            Move(name, into, newName);
        }

        return error;
    }

    internal override Result<Listing> List()
    {
        using var place = Enter(out var error);
        return error == Errno.Success ? HostListing.Read(volume, place, children.Mounts) : error;
    }

    internal override Errno SetPermissions(uint permissions)
    {
        if (isRemoved)
        {
            stat = stat with { Mode = permissions & HostStat.SafeBits };
            return Errno.Success;
        }

        return AtName((place, own) => HostMetadata.SetPermissions(volume, place, own, permissions));
    }

    internal override Errno SetTimes(long? accessed, long? modified) =>
        AtName((place, own) => HostMetadata.SetTimes(volume, place, own, accessed, modified));

    /// <summary>Puts another node under a name, over what is there.</summary>
    internal void Mount(string name, Node node)
    {
        children.Mount(name, node);
        volume.Pin(this);
        for (var at = this; at.parent is { } above; at = above)
        {
            above.children.Fix(at.name);
        }
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

    private HostPlace Enter(out Errno error)
    {
        var names = new List<string>();
        var at = this;
        for (; at.parent is { } above; at = above)
        {
            names.Add(at.name);
        }

        names.Reverse();
        var entered = isRemoved ? Errno.NoEntry : volume.Enter(names);
        error = entered.Error;
        return entered.Value;
    }

    private Result<Node> ToNode(HostPlace place, string name, HostStat found)
    {
        if (found.Kind != FileKind.Directory)
        {
            return found.Kind switch
            {
                FileKind.Regular => new HostFile(this, name, found),
                FileKind.Symlink => new HostSymlink(this, name, found),
                _ => new HostSpecialFile(volume, found),
            };
        }

        var refusal = volume.Refuse(place.Handle, stat, name, found);
        if (refusal != Errno.Success)
        {
            return refusal;
        }

        var directory = children.GetOrAdd(name, () => new HostDirectory(volume, this, name, found));
        directory.stat = found;
        return directory;
    }

    private Errno New(string name, Func<HostPlace, Errno> create) => New(name, place =>
        create(place) is var error && error == Errno.Success ? new Result<bool>(true, error) : error).Error;

    private Result<T> New<T>(string name, Func<HostPlace, Result<T>> create)
    {
        var created = !volume.IsWritable ? Errno.ReadOnly
            : HostNames.IsHidden(name) ? Errno.AccessDenied
            : !volume.Usage.MayCreate ? Errno.NoSpace
            : At(create);
        if (created.Ok)
        {
            volume.Usage.AddCreated();
        }

        return created;
    }

    private Errno Change(string name, Func<HostPlace, Errno> change) =>
        !volume.IsWritable ? Errno.ReadOnly
        : HostNames.IsHidden(name) ? Errno.NoEntry
        : children.IsFixed(name) ? Errno.Busy
        : At(change);

    /// <summary>The directory by its name in the one above, for changes that need no right to enter it.</summary>
    private Errno AtName(Func<HostPlace, string, Errno> change) =>
        parent is { } above && !isRemoved ? above.At(place => change(place, name)) : At(place => change(place, "."));

    private void Move(string name, HostDirectory into, string newName)
    {
        var moved = children.Take(name);
        into.children.Take(newName)?.MarkRemoved();
        if (moved is not null)
        {
            (moved.parent, moved.name) = (into, newName);
            into.children.Add(newName, moved);
        }
    }

    private void MarkRemoved() => isRemoved = true;
}
