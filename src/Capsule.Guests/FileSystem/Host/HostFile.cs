namespace Capsule.Guests.FileSystem.Host;

/// <summary>A regular file of the host, as it was found under a name.</summary>
internal sealed class HostFile(HostDirectory parent, string name, HostStat stat) : FileNode, IHostNode
{
    public HostIdentity Identity => stat.Identity;

    private HostVolume Volume => parent.Volume;

    internal override FileStat Stat() => stat.ToGuest(Volume.Device);

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) != 0 && !Volume.IsWritable ? Errno.ReadOnly
        : HostAccess.IsRoot ? base.Check(wanted)
        : parent.At(place => HostAccess.Check(place, name, wanted));

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override Result<OpenFile> Open(OpenFlags flags) => parent.At(place => Open(parent, place, name, flags, null));

    internal override Result<OpenFile> Hold() => parent.At(place => Take(
        parent, HostOpen.File(place.Handle, name, HostOpen.Path), OpenFlags.Path));

    internal override Errno SetPermissions(uint permissions) =>
        parent.At(place => HostMetadata.SetPermissions(Volume, place, name, permissions));

    internal override Errno SetTimes(long? accessed, long? modified) =>
        parent.At(place => HostMetadata.SetTimes(Volume, place, name, accessed, modified));

    /// <summary>Opens a name in a directory, which is a file, or, with permissions, must not exist yet.</summary>
    internal static Result<OpenFile> Open(
        HostDirectory parent, HostPlace place, string name, OpenFlags flags, uint? permissions)
    {
        var truncates = flags.HasFlag(OpenFlags.Truncate) && permissions is null;
        var access = (flags & OpenFlags.AccessMode) switch
        {
            OpenFlags.ReadOnly when !truncates => HostOpen.ReadOnly,
            OpenFlags.WriteOnly => HostOpen.WriteOnly,
            _ => HostOpen.ReadWrite,
        };
        if (access != HostOpen.ReadOnly && !parent.Volume.IsWritable)
        {
            return Errno.ReadOnly;
        }

        var creation = permissions is null ? 0 : HostOpen.CreateNew;
        var mode = (permissions ?? 0) & HostStat.SafeBits;
        var opened = Take(
            parent, HostOpen.File(place.Handle, name, access | creation | HostOpen.NonBlocking, mode), flags & OpenFlags.Status);
        return opened.Ok && truncates && opened.Value.Truncate(0) is var error and not Errno.Success
            ? Discard(opened.Value, error)
            : opened;
    }

    /// <summary>
    /// Threat: a pipe that nobody writes to, or a device, may have taken the file's place since it was found; or a file of
    /// <c>/proc</c>, for files can be mounted too.
    /// </summary>
    private static Result<OpenFile> Take(
        HostDirectory parent, Result<Microsoft.Win32.SafeHandles.SafeFileHandle> opened, OpenFlags flags)
    {
        if (!opened.Ok)
        {
            return opened.Error == Errno.TooManyLinks ? Errno.AccessDenied : opened.Error;
        }

        var volume = parent.Volume;
        var isFile = HostStat.Of(opened.Value) is { Ok: true, Value.Kind: FileKind.Regular } found
            && (found.Value.Identity.Device == parent.Identity.Device || HostFileSystems.Refuse(opened.Value) == Errno.Success);
        if (isFile && volume.Usage.TryOpen())
        {
            return new OpenHostFile(volume, opened.Value) { Flags = flags };
        }

        opened.Value.Dispose();
        return isFile ? Errno.TooManyOpenFiles : Errno.AccessDenied;
    }

    private static Errno Discard(OpenFile file, Errno error)
    {
        file.Share().Release();
        return error;
    }
}
