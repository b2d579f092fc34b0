namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A device, pipe or socket of the host: it is seen, may be removed, and is never opened. Threat: opening one may wait for
/// ever, and reading one may do anything.
/// </summary>
internal sealed class HostSpecialFile(HostVolume volume, HostStat stat) : FileNode, IHostNode
{
    public HostIdentity Identity => stat.Identity;

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override FileStat Stat() => stat.ToGuest(volume.Device);

    internal override Result<OpenFile> Open(OpenFlags flags) => Errno.AccessDenied;

    internal override Errno SetPermissions(uint permissions) => Errno.AccessDenied;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.AccessDenied;
}
