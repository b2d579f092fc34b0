namespace Capsule;

/// <summary>A folder that a task may use.</summary>
/// <param name="Path">As declared: relative to the project's root.</param>
/// <param name="IsWritable">Whether it may be written to.</param>
public sealed record FolderGrant(string Path, bool IsWritable);
