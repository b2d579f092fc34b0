using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Guests.Abstractions;

/// <summary>Puts folders of the host into a guest's file system.</summary>
internal static class SandboxMounts
{
    private const uint DirectoryBits = 0x1ed; // rwxr-xr-x

    /// <summary>Mounts folders, outer ones first, so that the innermost of two that overlap counts.</summary>
    internal static void Attach(VirtualFileSystem files, MemoryVolume memory, GuestSandboxOptions options)
    {
        var usage = new HostUsage(options.FileBudget);
        var device = 1u;
        foreach (var mount in options.Mounts.OrderBy(mount => mount.GuestPath.Count(c => c == '/')))
        {
            var isWritable = mount.IsWritable && mount.Changes is null;
            var volume = new HostVolume(mount.Folder, isWritable, usage, device++, options.ReservedFolders, files.Operations);
            DirectoryNode root = volume.Root;
            if (mount.Changes is { } changes)
            {
                var upper = new HostVolume(changes, mount.IsWritable, usage, device++, [], files.Operations);
                root = new OverlayVolume(volume, upper, () => files.MayGoOn()).Root;
            }

            Attach(files, memory, mount.GuestPath, root);
        }
    }

    private static void Attach(VirtualFileSystem files, MemoryVolume memory, string path, DirectoryNode folder)
    {
        var at = files.Root.Node;
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(ByteString.FromText).ToArray();
        foreach (var name in names[..^1])
        {
            var found = at.Lookup(name);
            at = found is { Ok: true, Value: DirectoryNode below } ? below : Mount(at, name, new MemoryDirectory(memory, DirectoryBits));
        }

        // Modules that are imported later may exist in the program only.
        if (path == Workspace.Path && at.Lookup(names[^1]) is { Ok: true, Value: DirectoryNode covered })
        {
            switch (folder)
            {
                case HostDirectory granted:
                    granted.Fallback = covered;
                    break;
                case OverlayDirectory overlay:
                    overlay.Fallback = covered;
                    break;
            }
        }

        Mount(at, names[^1], folder);
    }

    private static DirectoryNode Mount(DirectoryNode at, string name, DirectoryNode node)
    {
        switch (at)
        {
            case MemoryDirectory directory:
                directory.Mount(name, node);
                break;
            case HostDirectory directory:
                directory.Mount(name, node);
                break;
            default:
                throw new ArgumentException($"nothing can be mounted at '{name}': the folder there is the guest's own");
        }

        return node;
    }
}
