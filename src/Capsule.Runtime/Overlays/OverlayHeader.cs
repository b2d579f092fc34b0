namespace Capsule.Runtime.Overlays;

/// <summary>What an overlay is about, as <c>overlay.json</c> keeps it (docs/reference/overlays.md).</summary>
/// <param name="Version">The version of the format of the overlay.</param>
/// <param name="Folder">The real path of the covered folder.</param>
/// <param name="Device">The folder's device, which tells with <paramref name="Inode"/> whether another one has taken its path.</param>
/// <param name="Inode">The folder's number.</param>
/// <param name="Created">When the overlay was created.</param>
internal sealed record OverlayHeader(int Version, string Folder, ulong Device, ulong Inode, DateTimeOffset Created)
{
    internal const int CurrentVersion = 1;
}
