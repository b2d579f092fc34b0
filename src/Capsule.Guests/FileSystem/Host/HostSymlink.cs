namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A symbolic link of the host. Its target is read and then resolved among the guest's own files, as any other path: it
/// never leads to a file of the host that was not granted.
/// </summary>
internal sealed class HostSymlink(HostDirectory parent, string name, HostStat stat) : SymlinkNode, IHostNode
{
    public HostIdentity Identity => stat.Identity;

    private const int TargetLimit = PathWalker.PathLimit;

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override FileStat Stat() => stat.ToGuest(parent.Volume.Device);

    internal override unsafe Result<string> ReadTarget() => parent.At<string>(place =>
    {
        var bytes = stackalloc byte[TargetLimit];
        var length = Libc.readlinkat(place.Handle, HostNames.ToBytes(name), bytes, TargetLimit);
        return length < 0 ? HostErrors.Last() : ByteString.FromBytes(new ReadOnlySpan<byte>(bytes, (int)length));
    });

    internal override Errno SetPermissions(uint permissions) => Errno.NotSupported;

    internal override Errno SetTimes(long? accessed, long? modified) =>
        parent.At(place => HostMetadata.SetTimes(parent.Volume, place, name, accessed, modified));
}
