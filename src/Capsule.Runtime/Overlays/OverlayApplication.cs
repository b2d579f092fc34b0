using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;

namespace Capsule.Runtime.Overlays;

/// <summary>Makes a folder what its overlay shows.</summary>
/// <remarks>
/// Threat: somebody puts a symbolic link where a folder was, so that what code of a stranger wrote lands anywhere. The way to each entry is gone
/// name by name below the folder, and no link is followed.
/// </remarks>
internal static class OverlayApplication
{
    private const int ConflictsNamed = 10;

    internal static Outcome<IReadOnlyList<FolderChange>> Apply(OverlayFolders folders, bool overwrite, CancellationToken cancellationToken)
    {
        if (!folders.Scan(cancellationToken).TryGet(out var changes, out var failure))
        {
            return failure;
        }

        var conflicts = changes.Where(change => change.Conflict is not null).ToArray();
        if (conflicts.Length > 0 && !overwrite)
        {
            return Refuse(folders.Overlay, conflicts);
        }

        var done = 0;
        try
        {
            foreach (var change in InOrder(changes))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Apply(folders.Lower, change, cancellationToken);
                done++;
            }

            foreach (var change in changes.Reverse().Where(change => change.After is HostDirectory))
            {
                var folder = change.Path.Length == 0 ? folders.Lower : (HostDirectory)Find(Parent(folders.Lower, change.Path), change.Path);
                OverlayException.Require(folder.SetPermissions(change.After!.Stat().Permissions), change.Path);
            }

            return OverlayChange.ToPublic(changes);
        }
        catch (OverlayException e)
        {
            return Failure.Config(
                $"{done} of {changes.Count} changes of overlay {folders.Overlay.Id} were applied to {folders.Overlay.HostPath}, and then one failed: {e.Message}; "
                + "apply the overlay again when that is mended");
        }
    }

    private static Failure Refuse(FolderOverlay overlay, OverlayChange[] conflicts)
    {
        var named = conflicts.Take(ConflictsNamed).Select(change => $"\n{change.Public.Path} {change.Conflict}");
        var more = conflicts.Length > ConflictsNamed ? $"\nand {conflicts.Length - ConflictsNamed} more" : "";
        return Failure.Config(
            $"nothing of overlay {overlay.Id} was applied to {overlay.HostPath}, because others changed the same files meanwhile; to lose what they did, "
            + $"apply it with --overwrite:{string.Concat(named)}{more}");
    }

    /// <summary>First what is deleted, from the inside to the outside; then the rest, from the outside to the inside.</summary>
    private static IEnumerable<OverlayChange> InOrder(IReadOnlyList<OverlayChange> changes) =>
        changes.Where(change => change.Kind == FolderChangeKind.Deleted).Reverse()
            .Concat(changes.Where(change => change.Kind != FolderChangeKind.Deleted));

    private static void Apply(HostDirectory root, OverlayChange change, CancellationToken cancellationToken)
    {
        if (change.Path.Length == 0)
        {
            return; // the permissions of the folder itself
        }

        var (parent, name) = (Parent(root, change.Path), change.Path[(change.Path.LastIndexOf('/') + 1)..]);
        switch (change)
        {
            case { After: null, Before: HostDirectory }:
                OverlayException.Require(parent.RemoveDirectory(name), change.Path);
                break;
            case { After: null }:
                OverlayException.Require(parent.RemoveFile(name), change.Path);
                break;
            case { After: HostDirectory, Kind: FolderChangeKind.Added }:
                const uint whileFilled = 0x1c0; // rwx------
                if (parent.CreateDirectory(name, whileFilled) is var error and not Errno.Exists)
                {
                    OverlayException.Require(error, change.Path);
                }

                break;
            case { After: SymlinkNode link }:
                Replace(parent, name, change.Path, hidden => OverlayException.Require(
                    parent.CreateSymlink(hidden, OverlayException.Require(link.ReadTarget(), change.Path)), change.Path));
                break;
            case { After: FileNode file }:
                Replace(parent, name, change.Path, hidden => Write(parent, hidden, file, change.Path, cancellationToken));
                break;
        }
    }

    /// <summary>Makes something under a name that nobody uses, and then gives it its own: whatever happens, there is the old one or the new one.</summary>
    private static void Replace(HostDirectory parent, string name, string path, Action<string> make)
    {
        var hidden = $".{Guid.NewGuid():N}.capsule-apply";
        try
        {
            make(hidden);
            OverlayException.Require(parent.Rename(hidden, parent, name), path);
        }
        catch
        {
            _ = parent.RemoveFile(hidden);
            throw;
        }
    }

    private static void Write(HostDirectory parent, string name, FileNode source, string path, CancellationToken cancellationToken)
    {
        var stat = source.Stat();
        var file = OverlayException.Require(parent.Create(name, 0x180, OpenFlags.WriteOnly), path).Share(); // rw-------
        try
        {
            OverlayContents.Copy(source, file, path, cancellationToken);
            OverlayException.Require(file.SetPermissions(stat.Permissions), path);
            OverlayException.Require(file.SetTimes(stat.Times.Accessed, stat.Times.Modified), path);
            OverlayException.Require(file.Flush(), path);
        }
        finally
        {
            file.Release();
        }
    }

    private static HostDirectory Parent(HostDirectory root, string path)
    {
        var at = root;
        var names = path.Split('/');
        foreach (var name in names[..^1])
        {
            at = OverlayException.Require(at.Lookup(name), path) as HostDirectory ?? throw OverlayException.At(path, Errno.NotDirectory);
        }

        return at;
    }

    private static Node Find(HostDirectory parent, string path) =>
        OverlayException.Require(parent.Lookup(path[(path.LastIndexOf('/') + 1)..]), path);
}
