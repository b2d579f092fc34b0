namespace Capsule.Guests.FileSystem.States;

/// <summary>A private symbolic link at rest.</summary>
internal sealed class LinkState(string target, ulong inode, FileTimes times) : NodeState
{
    internal string Target => target;

    internal ulong Inode => inode;

    internal FileTimes Times => times;
}
