using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>
/// A folder of the host as a sandbox sees and changes it without the folder being changed: all changes go to a second folder, which
/// lies over it. Sandboxes that are given the same two folders see each other's changes.
/// </summary>
/// <remarks>docs/reference/overlays.md says how the second folder looks.</remarks>
internal sealed class OverlayVolume
{
    /// <param name="lower">The folder, which is only read.</param>
    /// <param name="upper">Where changes go. It is Capsule's own: nobody else may write there.</param>
    /// <param name="mayGoOn">Is asked while files are copied whether the sandbox may go on.</param>
    internal OverlayVolume(HostVolume lower, HostVolume upper, Func<bool> mayGoOn)
    {
        (Upper, MayGoOn) = (upper, mayGoOn);
        Root = new OverlayDirectory(this, null, "", lower.Root, upper.Root);
    }

    internal HostVolume Upper { get; }

    internal Func<bool> MayGoOn { get; }

    internal OverlayDirectory Root { get; }

    internal VolumeSpace Space => Upper.Usage.Space;
}
