using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Memory;

/// <content>Its state, which other sandboxes go on from.</content>
internal sealed partial class MemoryDirectory
{
    internal MemoryDirectory(MemoryVolume volume, DirectoryState state, BaseDirectory? below)
    {
        this.volume = volume;
        entries = new LayeredEntries(volume, below);
        (permissions, inode, times) = (state.Permissions, state.Inode, state.Times);
        if (below is null)
        {
            volume.Quota.AdoptNode();
        }
    }

    /// <summary>Entries of its own; null hides one below.</summary>
    internal IReadOnlyDictionary<string, Node?> OwnEntries => entries.Own;

    /// <summary>As <see cref="Mount"/>, or hides a name below.</summary>
    internal void MountOrHide(string name, Node? node) => entries[name] = node;

    /// <summary>Its own state; what is in it is for <see cref="TreeCapture"/>.</summary>
    internal DirectoryState CaptureAlone() => new()
    {
        Permissions = permissions,
        Inode = inode,
        Times = times,
        Below = entries.Below,
    };
}
