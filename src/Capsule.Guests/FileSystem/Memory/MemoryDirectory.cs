using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.Memory;

/// <summary>
/// A private directory, which may lie over a shared one: entries found below are shown until they are changed, which
/// changes a private copy. Making one costs nothing but itself, however much lies below.
/// </summary>
internal sealed partial class MemoryDirectory : DirectoryNode
{
    private readonly MemoryVolume volume;
    private readonly LayeredEntries entries;
    private readonly ulong inode;

    private DirectoryPath? path;
    private uint permissions;
    private FileTimes times;
    private bool isRemoved;

    internal MemoryDirectory(MemoryVolume volume, uint permissions)
    {
        this.volume = volume;
        this.permissions = permissions;
        entries = new LayeredEntries(volume, below: null);
        inode = volume.NextInode();
        times = FileTimes.At(volume.Now);
    }

    internal MemoryDirectory(MemoryVolume volume, BaseDirectory below)
    {
        this.volume = volume;
        entries = new LayeredEntries(volume, below);
        var stat = below.Stat();
        (permissions, inode, times) = (stat.Permissions, stat.Inode, stat.Times);
    }

    internal override bool IsRemoved => isRemoved;

    internal override object Device => volume;

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Directory,
        Permissions = permissions,
        Inode = inode,
        Links = 2,
        Size = 4096,
        Times = times,
    };

    internal override Result<Node> Lookup(string name) => entries.Find(name);

    internal override Result<Node> Writable(string name, bool withContents)
    {
        var found = Lookup(name);
        if (!found.Ok || found.Value is not BaseFile shared)
        {
            return found;
        }

        if (!volume.Quota.TryAddNode())
        {
            return Errno.NoSpace;
        }

        var copy = new MemoryFile(volume, shared.Stat().Permissions);
        var contents = withContents ? shared.Contents.Span : default;
        if (copy.Write(contents, 0).Value < contents.Length)
        {
            copy.Release();
            return Errno.NoSpace;
        }

        var times = shared.Stat().Times;
        copy.SetTimes(times.Accessed, times.Modified);
        entries[name] = copy;
        return copy;
    }

    /// <summary>Private directories can be moved: all who know the way to one must know the same.</summary>
    internal override DirectoryPath PathBelow(DirectoryPath parent, string name) =>
        path ??= base.PathBelow(parent, name);

    /// <summary>Puts a node of any kind under a name, over what is there.</summary>
    internal void Mount(string name, Node node) => entries[name] = node;

    internal override Result<OpenFile> Create(string name, uint permissions, OpenFlags flags)
    {
        var error = Add(name, () => new MemoryFile(volume, permissions));
        return error == Errno.Success ? ((FileNode)entries.Find(name).Value).Open(flags) : error;
    }

    internal override Errno CreateDirectory(string name, uint permissions) =>
        Add(name, () => new MemoryDirectory(volume, permissions));

    internal override Errno RemoveFile(string name)
    {
        var found = Lookup(name);
        return !found.Ok ? found.Error
            : found.Value is DirectoryNode ? Errno.IsDirectory
            : Remove(name, found.Value);
    }

    internal override Errno RemoveDirectory(string name)
    {
        var found = Lookup(name);
        return !found.Ok ? found.Error
            : found.Value is not MemoryDirectory directory ? Refusal(found.Value)
            : !directory.IsEmpty ? Errno.NotEmpty
            : Remove(name, directory);
    }

    internal override Errno Rename(string name, DirectoryNode target, string newName)
    {
        if (target is not MemoryDirectory into || into.volume != volume)
        {
            return Errno.CrossDevice;
        }

        var moved = Lookup(name);
        if (!moved.Ok)
        {
            return moved.Error;
        }

        if (moved.Value is not (MemoryFile or MemorySymlink or MemoryDirectory or BaseFile))
        {
            return Errno.Busy; // mounted folders and the system's own
        }

        var error = into.MakeWay(newName);
        if (error != Errno.Success)
        {
            return error;
        }

        into.entries[newName] = moved.Value;
        Hide(name);
        into.Touch();
        return Errno.Success;
    }

    internal override Result<Listing> List() => new Listing(entries.List());

    internal override Errno SetPermissions(uint permissions)
    {
        if (entries.Below is { IsProtected: true })
        {
            return Errno.NotPermitted;
        }

        this.permissions = permissions;
        times = times with { Changed = volume.Now };
        return Errno.Success;
    }

    internal override Errno SetTimes(long? accessed, long? modified)
    {
        times = new FileTimes(accessed ?? times.Accessed, modified ?? times.Modified, volume.Now);
        return Errno.Success;
    }

    private bool IsEmpty => entries.List().Count == 0;

    private static Errno Refusal(Node node) => node is DirectoryNode ? Errno.Busy : Errno.NotDirectory;

    private Errno Add(string name, Func<Node> create)
    {
        if (Lookup(name).Ok)
        {
            return Errno.Exists;
        }

        if (!volume.Quota.TryAddNode())
        {
            return Errno.NoSpace;
        }

        entries[name] = create();
        Touch();
        return Errno.Success;
    }

    /// <summary>Removes what a rename replaces.</summary>
    private Errno MakeWay(string name) => Lookup(name) switch
    {
        { Ok: false } => Errno.Success,
        { Value: DirectoryNode } => RemoveDirectory(name),
        _ => RemoveFile(name),
    };

    private Errno Remove(string name, Node node)
    {
        Hide(name);
        switch (node)
        {
            case MemoryFile file:
                file.Unlink();
                break;
            case MemorySymlink link:
                link.Unlink();
                break;
            case MemoryDirectory directory:
                directory.isRemoved = true;
                if (directory.entries.Below is null)
                {
                    volume.Quota.RemoveNode();
                }

                break;
        }

        return Errno.Success;
    }

    private void Hide(string name)
    {
        entries.Hide(name);
        Touch();
    }

    private void Touch()
    {
        var now = volume.Now;
        times = times with { Modified = now, Changed = now };
    }
}
