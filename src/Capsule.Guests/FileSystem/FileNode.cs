namespace Capsule.Guests.FileSystem;

/// <summary>A regular file.</summary>
internal abstract class FileNode : Node
{
    /// <summary>Opens the file.</summary>
    internal abstract Result<OpenFile> Open(OpenFlags flags);
}
