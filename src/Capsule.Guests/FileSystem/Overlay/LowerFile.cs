using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>A file of the covered folder, which is copied before it is changed: whether it may be is a matter of its bits.</summary>
/// <param name="file">The file.</param>
/// <param name="isWritable">Whether the overlay may be changed.</param>
internal sealed class LowerFile(HostFile file, bool isWritable) : FileNode, IHostNode
{
    public HostIdentity Identity => file.Identity;

    internal override VolumeSpace? Space => file.Space;

    internal override FileStat Stat() => file.Stat();

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) == 0 ? file.Check(wanted)
        : !isWritable ? Errno.ReadOnly
        : !Permits(Access.Write) ? Errno.AccessDenied
        : file.Check(wanted & ~Access.Write);

    internal override Result<OpenFile> Open(OpenFlags flags) => file.Open(flags);

    internal override Result<OpenFile> Hold() => file.Hold();

    internal override Errno SetPermissions(uint permissions) => Errno.ReadOnly;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.ReadOnly;
}
