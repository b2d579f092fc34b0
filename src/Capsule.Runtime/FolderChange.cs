namespace Capsule.Runtime;

/// <summary>Describes one entry by which an overlay differs from its folder.</summary>
/// <param name="Path">
/// Where it is, below the folder, with <c>/</c> between names. Code that nobody trusts may have chosen it: it may have line breaks and control
/// characters in it, and bytes that are not UTF-8 stand as U+FFFD.
/// </param>
/// <param name="Kind">What is done to it. An entry that becomes one of another type is deleted and added.</param>
/// <param name="Type">What it is; of a deleted one, what it was.</param>
public sealed record FolderChange(string Path, FolderChangeKind Kind, FolderEntryType Type)
{
    /// <summary>Gets the length of the file in the overlay, in bytes; of a deleted one, its length in the folder. Null where it is not a file.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// Gets why the change cannot be applied without losing what somebody else did to the folder meanwhile, in words that follow the path; null where
    /// nothing stands against it.
    /// </summary>
    public string? Conflict { get; init; }
}
