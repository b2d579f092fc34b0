namespace Capsule.Runtime;

/// <summary>What an entry of a folder is.</summary>
public enum FolderEntryType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, a socket or a device, which an overlay can only delete.</summary>
    Other,
}
