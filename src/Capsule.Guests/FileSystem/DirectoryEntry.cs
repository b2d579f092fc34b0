namespace Capsule.Guests.FileSystem;

/// <summary>One line of a directory's listing.</summary>
internal readonly record struct DirectoryEntry(string Name, FileKind Kind, ulong Inode);
