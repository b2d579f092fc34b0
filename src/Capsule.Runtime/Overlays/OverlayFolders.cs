using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;

namespace Capsule.Runtime.Overlays;

/// <summary>The two folders of an overlay, open for the host to look at and to apply changes.</summary>
internal sealed class OverlayFolders
{
    /// <summary>The host itself is not limited: what the changes may be was limited when they were made.</summary>
    private static readonly HostFileLimits Unlimited = new()
    {
        BytesWritten = long.MaxValue,
        FilesCreated = int.MaxValue,
        OpenFiles = 16,
        ListedEntries = int.MaxValue,
    };

    internal OverlayFolders(FolderOverlay overlay, HostFolder folder, HostFolder changes, bool isWritable)
    {
        Overlay = overlay;
        Lower = new HostVolume(folder, isWritable, new HostUsage(Unlimited), 1, [], new OperationScope()).Root;
        Upper = new HostVolume(changes, isWritable: false, new HostUsage(Unlimited), 2, [], new OperationScope()).Root;
    }

    internal FolderOverlay Overlay { get; }

    /// <summary>The covered folder.</summary>
    internal HostDirectory Lower { get; }

    /// <summary>The changes.</summary>
    internal HostDirectory Upper { get; }

    /// <summary>Finds the changes, ordered by path.</summary>
    internal Outcome<IReadOnlyList<OverlayChange>> Scan(CancellationToken cancellationToken) =>
        Tell<IReadOnlyList<OverlayChange>>(changes => changes, cancellationToken);

    /// <summary>Finds the changes, and tells something of them.</summary>
    /// <param name="tell">Is given them ordered by path, and may read the entries.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    internal Outcome<T> Tell<T>(Func<OverlayChange[], T> tell, CancellationToken cancellationToken)
    {
        try
        {
            return tell(new OverlayScan(cancellationToken).Compare(Upper, Lower));
        }
        catch (OverlayException e)
        {
            return Failure.Config($"the changes of overlay {Overlay.Id} to {Overlay.HostPath} cannot be told: {e.Message}");
        }
    }
}
