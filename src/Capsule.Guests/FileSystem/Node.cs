namespace Capsule.Guests.FileSystem;

/// <summary>A file of any kind, independent of its names.</summary>
/// <remarks>
/// Names and paths are byte strings: each character of a <see cref="string"/> stands for one byte, because a guest may
/// use names that are no UTF-8 (see <see cref="ByteString"/>).
/// </remarks>
internal abstract class Node
{
    internal abstract FileStat Stat();

    /// <summary>Whether another node stands for the same file.</summary>
    internal virtual bool IsSame(Node? other) => ReferenceEquals(this, other);

    /// <summary>What the sandbox may have in files of this kind; null for its private ones.</summary>
    internal virtual VolumeSpace? Space => null;

    /// <summary>Whether the guest, as the owner, may do what some bits of <see cref="Access"/> stand for.</summary>
    internal bool Permits(uint wanted) => (Stat().Permissions >> 6 & wanted) == wanted;

    /// <summary>Why the guest may not do what some bits of <see cref="Access"/> stand for, or success.</summary>
    internal virtual Errno Check(uint wanted) => Permits(wanted) ? Errno.Success : Errno.AccessDenied;

    internal abstract Errno SetPermissions(uint permissions);

    /// <summary>Sets the times that are given.</summary>
    internal abstract Errno SetTimes(long? accessed, long? modified);
}
