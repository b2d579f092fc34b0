namespace Capsule.Runtime.Durable;

/// <summary>A folder that a run was started with, as journals keep it.</summary>
/// <param name="Host">The folder on the host, absolute.</param>
/// <param name="Guest">Where tasks find it.</param>
/// <param name="Writable">Whether tasks may change it.</param>
/// <param name="Overlay">The id of the overlay that tasks change instead, or null.</param>
internal sealed record KeptMount(string Host, string Guest, bool Writable, string? Overlay = null)
{
    internal static KeptMount Of(FolderMount mount) =>
        new(Path.GetFullPath(mount.HostPath), mount.GuestPath, mount.IsWritable, mount.OverlayId);

    /// <summary>As the command line writes it.</summary>
    public override string ToString() => $"{Host}::{Guest}{(Overlay is not null ? $":overlay={Overlay}" : Writable ? ":rw" : "")}";
}
