using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A regular file of the host, as it was found under a name.</summary>
internal sealed class HostFile(HostDirectory parent, string name, HostStat stat) : FileNode, IHostNode
{
    public HostIdentity Identity => stat.Identity;

    private HostVolume Volume => parent.Volume;

    internal override FileStat Stat() => stat.ToGuest(Volume.Device);

    internal override VolumeSpace? Space => Volume.Usage.Space;

    internal override Errno Check(uint wanted) =>
        (wanted & Access.Write) != 0 && !Volume.IsWritable ? Errno.ReadOnly
        : HostAccess.IsRoot ? base.Check(wanted)
        : parent.At(place => HostAccess.Check(place, name, wanted));

    internal override bool IsSame(Node? other) => ((IHostNode)this).IsSameFile(other);

    internal override Result<OpenFile> Open(OpenFlags flags) => parent.At(place => Open(parent, place, name, flags, null));

    internal override Result<OpenFile> Hold() => parent.At(place => Open(parent, place, name, HostOpen.Path, 0, OpenFlags.Path));

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
        var opened = Open(parent, place, name, access | creation | HostOpen.NonBlocking, mode, flags & OpenFlags.Status);
        return opened.Ok && truncates && opened.Value.Truncate(0) is var error and not Errno.Success
            ? Discard(opened.Value, error)
            : opened;
    }

    /// <remarks>
    /// Threat: a pipe that nobody writes to, or a device, may have taken the file's place since it was found; or a file of
    /// <c>/proc</c>, for files can be mounted too. And a guest that has as many files open as it may would make new ones, which
    /// are not counted because they are not opened: so that is asked first.
    /// </remarks>
    private static Result<OpenFile> Open(HostDirectory parent, HostPlace place, string name, int how, uint mode, OpenFlags flags)
    {
        var volume = parent.Volume;
        if (!volume.Usage.TryOpen())
        {
            return Errno.TooManyOpenFiles;
        }

        var opened = HostOpen.File(place.Handle, name, how, mode);
        var error = opened.Ok ? Refuse(parent, opened.Value) : opened.Error;
        if (error == Errno.Success)
        {
            return new OpenHostFile(volume, opened.Value) { Flags = flags };
        }

        opened.Value?.Dispose();
        volume.Usage.Close();
        return error == Errno.TooManyLinks ? Errno.AccessDenied : error;
    }

    private static Errno Refuse(HostDirectory parent, SafeFileHandle file) =>
        HostStat.Of(file) is not { Ok: true, Value.Kind: FileKind.Regular } found ? Errno.AccessDenied
        : found.Value.Identity.Device == parent.Identity.Device ? Errno.Success
        : HostFileSystems.Refuse(file);

    private static Errno Discard(OpenFile file, Errno error)
    {
        file.Share().Release();
        return error;
    }
}
