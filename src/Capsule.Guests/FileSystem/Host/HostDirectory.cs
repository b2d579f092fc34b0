using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A directory of the host: the one that was found under some names below the granted folder. It is opened anew for each
/// operation, by these names, and only if they still lead to the same directory. So no handle stays behind, and a directory
/// that was moved out of the folder is out of reach at once.
/// </summary>
internal sealed partial class HostDirectory : DirectoryNode, IHostNode
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

    /// <summary>Its name in the directory above.</summary>
    internal string Name => name;

    HostIdentity IHostNode.Identity => Identity;

    /// <summary>Names that the directory itself does not have, such as those of a program's own files.</summary>
    internal DirectoryNode? Fallback { get; set; }

    internal override FileStat Stat()
    {
        _ = Refresh();
        return stat.ToGuest(volume.Device);
    }

    internal override ulong Inode => stat.Identity.Inode;

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override VolumeSpace? Space => volume.Usage.Space;

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) != 0 && !volume.IsWritable ? Errno.ReadOnly
        : HostAccess.IsRoot ? CheckBits(wanted)
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
        New(name, place => HostFile.Open(this, place, name, flags, permissions));

    internal override Errno CreateDirectory(string name, uint permissions) => New(name, place =>
        HostErrors.Check(Libc.mkdirat(place.Handle, HostNames.ToBytes(name), permissions & HostStat.SafeBits)));

    /// <summary>The target takes space as the contents of a file do.</summary>
    internal override Errno CreateSymlink(string name, string target) => New(name, place =>
    {
        var budget = volume.Usage.Budget;
        if (!budget.TryGrow(target.Length))
        {
            return Errno.NoSpace;
        }

        var error = HostErrors.Check(Libc.symlinkat(HostNames.ToBytes(target), place.Handle, HostNames.ToBytes(name)));
        if (error != Errno.Success)
        {
            budget.RevokeGrown(target.Length);
        }

        return error;
    });

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
        return error == Errno.Success ? HostListing.Read(this, place, children.Mounts) : error;
    }

    internal override Errno SetPermissions(uint permissions)
    {
        if (isRemoved)
        {
            stat = stat with { Mode = permissions & HostStat.SafeBits };
            return Errno.Success;
        }

        var error = AtName((place, own) => HostMetadata.SetPermissions(volume, place, own, permissions));
        stat = error == Errno.Success ? stat with { Mode = permissions & HostStat.SafeBits } : stat;
        return error;
    }

    internal override Errno SetTimes(long? accessed, long? modified) =>
        AtName((place, own) => HostMetadata.SetTimes(volume, place, own, accessed, modified));

    /// <summary>Puts another node under a name, over what is there.</summary>
    internal void Mount(string name, Node node)
    {
        children.Mount(name, node);
        if (node is HostDirectory { parent: null } folder)
        {
            volume.Cover(folder.Identity, node);
        }
        else if (node is OverlayDirectory { Lower: { } covered })
        {
            volume.Cover(covered.Identity, node);
        }

        for (var at = this; at.parent is { } above; at = above)
        {
            above.children.Fix(at.name, at);
        }
    }

    /// <summary>What was mounted in the directory that had this one's place before.</summary>
    internal void Inherit(HostDirectory last) => children.Inherit(last.children);

    private Errno CheckBits(uint wanted)
    {
        using var place = Enter(out _);
        return (stat.Mode >> 6 & wanted) == wanted ? Errno.Success : Errno.AccessDenied;
    }

    private Result<Node> ToNode(HostPlace place, string name, HostStat found)
    {
        var known = found.Kind == FileKind.Directory ? children.Known(name) : null;
        if (known?.Identity != found.Identity && volume.Refuse(this, place.Handle, name, found) is var refusal and not Errno.Success)
        {
            return refusal;
        }

        if (found.Kind != FileKind.Directory)
        {
            return found.Kind switch
            {
                FileKind.Regular => new HostFile(this, name, found),
                FileKind.Symlink => new HostSymlink(this, name, found),
                _ => new HostSpecialFile(volume, found),
            };
        }

        if (volume.Covering(found.Identity) is { } covering)
        {
            return covering;
        }

        var directory = children.GetOrAdd(name, found.Identity, () => new HostDirectory(volume, this, name, found));
        directory.stat = found;
        volume.Remember(directory);
        return directory;
    }
}
