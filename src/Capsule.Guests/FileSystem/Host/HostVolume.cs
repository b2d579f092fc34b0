using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A folder of the host as one sandbox has it.</summary>
internal sealed class HostVolume
{
    /// <summary>
    /// Threat: directories that are remembered, and those above them, take memory of the host. Deeper ones are reached all the
    /// same, and looked up anew.
    /// </summary>
    private const int RecentDepth = 64;

    private readonly HostFolder folder;
    private readonly IReadOnlyList<ReservedFolder> reserved;

    /// <summary>Reserved folders in this one, by the names that lead there.</summary>
    private readonly string[][] places;
    private readonly bool holdsReserved;

    /// <summary>Folders that are mounted within this one, by what they are.</summary>
    private readonly Dictionary<HostIdentity, Node> covered = [];

    /// <summary>Directories that were used last, so that the next path that leads through one is resolved in one step.</summary>
    private readonly HostDirectory?[] recent = new HostDirectory?[64];
    private int nextRecent;

    /// <param name="folder">The folder; it is not owned.</param>
    /// <param name="isWritable">Whether it may be changed.</param>
    /// <param name="usage">Counts what is done.</param>
    /// <param name="device">The number that guests see as its device.</param>
    /// <param name="reserved">Folders that are not to be seen, wherever they are.</param>
    /// <param name="operations">Tells when an operation of the guest ends.</param>
    internal HostVolume(
        HostFolder folder, bool isWritable, HostUsage usage, uint device, IReadOnlyList<ReservedFolder> reserved,
        OperationScope operations)
    {
        this.folder = folder;
        this.reserved = reserved;
        (IsWritable, Usage, Device, Operations) = (isWritable, usage, device, operations);
        places = [.. reserved.Select(other => other.NamesBelow(folder)).OfType<string[]>()];
        holdsReserved = reserved.Any(other => other.IsWithin(folder));
        Root = new HostDirectory(this, null, "", HostStat.Of(folder.Handle).Value);
    }

    internal bool IsWritable { get; }

    internal HostUsage Usage { get; }

    internal uint Device { get; }

    internal OperationScope Operations { get; }

    internal HostDirectory Root { get; }

    /// <summary>The folder itself, which stays open.</summary>
    internal SafeFileHandle RootHandle => folder.Handle;

    /// <summary>Changes whenever the guest moves a directory, so that paths made before are made again.</summary>
    internal int Moves { get; set; }

    /// <summary>
    /// Whatever leads to a folder leads to what is mounted over it. Threat: a folder that is granted read-only within a writable
    /// one would be writable under another name, on a file system that ignores case or when somebody renames it.
    /// </summary>
    internal void Cover(HostIdentity folder, Node node) => covered[folder] = node;

    /// <summary>What is mounted over a folder, or null.</summary>
    internal Node? Covering(HostIdentity folder) => covered.Count == 0 ? null : covered.GetValueOrDefault(folder);

    /// <summary>How many names the kernel was asked to walk along so far.</summary>
    internal long Walked { get; private set; }

    /// <summary>Remembers a directory, in the place of one that was used before the last few.</summary>
    internal void Remember(HostDirectory directory)
    {
        if (!directory.IsRecent && directory.Depth <= RecentDepth)
        {
            if (recent[nextRecent] is { } oldest)
            {
                oldest.IsRecent = false;
            }

            recent[nextRecent] = directory;
            directory.IsRecent = true;
            nextRecent = (nextRecent + 1) % recent.Length;
        }
    }

    /// <summary>Opens a directory by the names that lead to it from another.</summary>
    internal Result<SafeFileHandle> Open(SafeFileHandle start, ReadOnlySpan<string> names)
    {
        Walked += names.Length;
        return HostOpen.DirectoryBelow(start, names, !folder.HasOpenAt2);
    }

    /// <summary>
    /// Why an open directory may not be used, or success. Threat: whoever else may rename directories in the folder can have a
    /// name lead anywhere in it, from one moment to the next.
    /// </summary>
    /// <param name="handle">What was opened.</param>
    /// <param name="found">What that is.</param>
    /// <param name="wanted">What was looked up under the same names, and was not refused.</param>
    internal Errno Refuse(SafeFileHandle handle, HostStat found, HostIdentity wanted) =>
        found.Identity != wanted || IsReserved(found.Identity) ? Errno.NoEntry : HostFileSystems.Refuse(handle);

    /// <summary>Why something that was found under a name in a directory is out of reach, or success.</summary>
    internal Errno Refuse(HostDirectory parent, SafeFileHandle place, string name, HostStat found)
    {
        if (found.Kind == FileKind.Directory
            && (IsReserved(found.Identity) || IsOwn(place, found) || places.Any(names => parent.Leads(names, name))))
        {
            return Errno.NoEntry;
        }

        return found.Identity.Device == parent.Identity.Device ? Errno.Success : HostFileSystems.Refuse(place, name);
    }

    /// <summary>Whether an entry of a directory is not shown.</summary>
    internal bool Hides(HostDirectory directory, SafeFileHandle place, DirectoryEntry entry) =>
        HostNames.IsHidden(entry.Name)
        || (holdsReserved && entry.Kind == FileKind.Directory
            && (places.Any(names => directory.Leads(names, entry.Name))
                || (HostStat.Of(place, entry.Name) is { Ok: true } found && IsReserved(found.Value.Identity))));

    private bool IsReserved(HostIdentity identity)
    {
        for (var i = 0; i < reserved.Count; i++)
        {
            if (reserved[i].Identity == identity)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a directory is <c>.capsule</c> beside it, under a name that only the file system knows.</summary>
    private static bool IsOwn(SafeFileHandle place, HostStat found) =>
        HostStat.Of(place, HostNames.Hidden) is { Ok: true } own && own.Value.Identity == found.Identity;
}
