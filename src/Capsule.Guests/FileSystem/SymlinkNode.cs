namespace Capsule.Guests.FileSystem;

/// <summary>A symbolic link. Its target is a path in the guest's file system, wherever the link is stored.</summary>
internal abstract class SymlinkNode : Node
{
    internal abstract Result<string> ReadTarget();
}
