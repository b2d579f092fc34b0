namespace Capsule.Guests.FileSystem;

/// <summary>A regular file.</summary>
internal abstract class FileNode : Node
{
    /// <summary>Opens the file.</summary>
    internal abstract Result<OpenFile> Open(OpenFlags flags);

    /// <summary>Keeps the file, for a descriptor that is a place only: nothing is read or written through it.</summary>
    internal virtual Result<OpenFile> Hold() => Open(OpenFlags.ReadOnly);
}
