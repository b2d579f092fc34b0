namespace Capsule.Runtime;

/// <summary>What an overlay does to an entry of its folder.</summary>
public enum FolderChangeKind
{
    /// <summary>The folder does not have it.</summary>
    Added,

    /// <summary>Its contents, its target or its permissions are others.</summary>
    Modified,

    /// <summary>The overlay does not have it any more.</summary>
    Deleted,
}
