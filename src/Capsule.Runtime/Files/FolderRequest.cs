
namespace Capsule.Runtime.Files;

/// <summary>Which folders of the host something is to have.</summary>
/// <param name="Owner">Who gets them, for messages.</param>
/// <param name="Grants">Folders of the project.</param>
/// <param name="Mounts">Folders that the operator gives.</param>
/// <param name="ProjectFolder">What the grants are relative to, or null.</param>
/// <param name="Own">Capsule's own folders, which nobody gets.</param>
internal sealed record FolderRequest(
    string Owner, IReadOnlyList<FolderGrant> Grants, IReadOnlyList<FolderMount> Mounts, string? ProjectFolder, OwnFolders Own)
{
    /// <summary>A replay looks at what was done; it does nothing once more.</summary>
    internal bool MayWrite { get; init; } = true;
}
