using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Guests.Tests.FileSystem.Support;

/// <summary>A file system whose root is an overlay over a fresh folder of the host.</summary>
internal sealed class OverlayFiles : IDisposable
{
    private readonly HostFiles covered = new();
    private readonly HostFolder lower;
    private readonly HostFolder changes;

    internal OverlayFiles(HostFileLimits? limits = null)
    {
        Usage = new HostUsage(limits ?? HostFileLimits.Default);
        Directory.CreateDirectory(Changes);
        (lower, changes) = (HostFiles.Open(Path), HostFiles.Open(Changes));
        Tree = Mount();
    }

    /// <summary>The covered folder.</summary>
    internal string Path => covered.Path;

    /// <summary>Where changes are kept.</summary>
    internal string Changes => $"{System.IO.Path.GetDirectoryName(covered.Path)}/changes";

    /// <summary>The covered folder as a task sees it to which it is granted.</summary>
    internal VirtualFileSystem Below => covered.Tree;

    internal VirtualFileSystem Tree { get; }

    internal HostUsage Usage { get; }

    internal Func<bool> MayGoOn { get; set; } = () => true;

    /// <summary>The same overlay in another sandbox.</summary>
    internal VirtualFileSystem Mount()
    {
        var operations = new OperationScope();
        var below = new HostVolume(lower, isWritable: false, Usage, 1, [], operations);
        var above = new HostVolume(changes, isWritable: true, Usage, 2, [], operations);
        return new VirtualFileSystem(new OverlayVolume(below, above, () => MayGoOn()).Root, operations);
    }

    public void Dispose()
    {
        lower.Dispose();
        changes.Dispose();
        covered.Dispose();
    }
}
