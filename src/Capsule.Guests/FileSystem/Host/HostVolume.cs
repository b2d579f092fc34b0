using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A folder of the host as one sandbox has it.</summary>
internal sealed class HostVolume
{
    private readonly HostFolder folder;
    private readonly IReadOnlyList<HostFolder> hidden;
    private readonly bool mayHoldHidden;

    /// <summary>Directories in which others are mounted: they must not be forgotten.</summary>
    private readonly List<HostDirectory> pinned = [];

    /// <param name="folder">The folder; it is not owned.</param>
    /// <param name="isWritable">Whether it may be changed.</param>
    /// <param name="usage">Counts what is done.</param>
    /// <param name="device">The number that guests see as its device.</param>
    /// <param name="hidden">Folders that are not to be seen, wherever they are.</param>
    internal HostVolume(
        HostFolder folder, bool isWritable, HostUsage usage, uint device, IReadOnlyList<HostFolder> hidden)
    {
        this.folder = folder;
        this.hidden = hidden;
        (IsWritable, Usage, Device) = (isWritable, usage, device);
        mayHoldHidden = hidden.Any(other => other.IsWithin(folder));
        Root = new HostDirectory(this, null, "", HostStat.Of(folder.Handle).Value);
    }

    internal bool IsWritable { get; }

    internal HostUsage Usage { get; }

    internal uint Device { get; }

    internal HostDirectory Root { get; }

    internal void Pin(HostDirectory directory) => pinned.Add(directory);

    /// <summary>Opens a directory as it is now, for one operation.</summary>
    internal Result<HostPlace> Enter(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return new HostPlace(folder.Handle, isOwned: false);
        }

        var opened = HostOpen.DirectoryBelow(folder.Handle, names, !folder.HasOpenAt2);
        return opened.Ok ? new HostPlace(opened.Value, isOwned: true) : opened.Error;
    }

    /// <summary>Why a directory that was found under a name is out of reach.</summary>
    internal Errno Refuse(SafeFileHandle place, HostStat parent, string name, HostStat found)
    {
        if (hidden.Any(folder => folder.Identity == found.Identity) || IsOwn(place, found))
        {
            return Errno.NoEntry;
        }

        return found.Identity.Device == parent.Identity.Device ? Errno.Success : HostFileSystems.Refuse(place, name);
    }

    /// <summary>Whether an entry of a directory is not shown.</summary>
    internal bool Hides(SafeFileHandle place, DirectoryEntry entry) =>
        HostNames.IsHidden(entry.Name)
        || (mayHoldHidden && entry.Kind == FileKind.Directory && HostStat.Of(place, entry.Name) is { Ok: true } found
            && hidden.Any(folder => folder.Identity == found.Value.Identity));

    /// <summary>Whether a directory is <c>.capsule</c> beside it, under a name that only the file system knows.</summary>
    private static bool IsOwn(SafeFileHandle place, HostStat found) =>
        HostStat.Of(place, HostNames.Hidden) is { Ok: true } own && own.Value.Identity == found.Identity;
}
