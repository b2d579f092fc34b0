using Capsule.Guests.FileSystem;

namespace Capsule.Runtime.Overlays;

/// <summary>A change, with the entries themselves.</summary>
/// <param name="Path">Where, below the folder; the empty text is the folder itself.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Before">What the folder has; null for what is added.</param>
/// <param name="After">What the overlay has; null for what is deleted.</param>
/// <param name="Conflict">Why it cannot be applied as it is, or null.</param>
internal sealed record OverlayChange(string Path, FolderChangeKind Kind, Node? Before, Node? After, string? Conflict)
{
    /// <summary>What the entry is, or was.</summary>
    internal Node Entry => After ?? Before!;

    /// <summary>As users are told.</summary>
    internal FolderChange Public => new(Path.Length == 0 ? "." : ByteString.ToText(Path), Kind, TypeOf(Entry))
    {
        Size = Entry is FileNode && TypeOf(Entry) == FolderEntryType.File ? Entry.Stat().Size : null,
        Conflict = Conflict,
    };

    internal static FolderChange[] ToPublic(IEnumerable<OverlayChange> changes) => [.. changes.Select(change => change.Public)];

    internal static FolderEntryType TypeOf(Node node) => node.Stat().Kind switch
    {
        FileKind.Regular => FolderEntryType.File,
        FileKind.Directory => FolderEntryType.Folder,
        FileKind.Symlink => FolderEntryType.Link,
        _ => FolderEntryType.Other,
    };
}
