using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Memory;

/// <summary>A private symbolic link.</summary>
internal sealed class MemorySymlink : SymlinkNode
{
    private readonly MemoryVolume volume;
    private LinkState state;
    private uint links = 1;

    internal MemorySymlink(MemoryVolume volume, string target)
    {
        this.volume = volume;
        state = new LinkState(target, volume.NextInode(), FileTimes.At(volume.Now));
    }

    internal MemorySymlink(MemoryVolume volume, LinkState state)
    {
        this.volume = volume;
        this.state = state;
        volume.Quota.AdoptNode();
        volume.Quota.Adopt(state.Target.Length);
    }

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Symlink,
        Permissions = 0x1ff, // rwxrwxrwx
        Inode = state.Inode,
        Links = links,
        Size = state.Target.Length,
        Times = state.Times,
    };

    internal LinkState Capture() => state;

    internal override Result<string> ReadTarget() => state.Target;

    /// <summary>Counts one more name.</summary>
    internal MemorySymlink AddLink()
    {
        links++;
        return this;
    }

    /// <summary>Takes one of its names away; each counts as a node, and the last one frees the target.</summary>
    internal void Unlink()
    {
        volume.Quota.RemoveNode();
        if (--links == 0)
        {
            volume.Quota.Release(state.Target.Length);
        }
    }

    internal override Errno SetPermissions(uint permissions) => Errno.NotSupported;

    internal override Errno SetTimes(long? accessed, long? modified)
    {
        var times = new FileTimes(accessed ?? state.Times.Accessed, modified ?? state.Times.Modified, volume.Now);
        state = new LinkState(state.Target, state.Inode, times);
        return Errno.Success;
    }
}
