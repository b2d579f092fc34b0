using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Runtime.Overlays;

/// <summary>Removes all that a task put into an overlay: names may be no text, directories may be closed to their owner, and nested by ten thousands.</summary>
internal static class OverlayRemoval
{
    private const uint Open = 0x1c0; // rwx------

    /// <summary>Empties a folder of changes. Null, or why that cannot be done, in words.</summary>
    internal static string? Empty(HostFolder changes)
    {
        var limits = new HostFileLimits { BytesWritten = 0, FilesCreated = 0, OpenFiles = 1, ListedEntries = int.MaxValue };
        var root = new HostVolume(changes, isWritable: true, new HostUsage(limits), 1, [], new OperationScope()).Root;
        var left = new Stack<Visit>([new Visit(root, null, "")]);
        try
        {
            while (left.TryPop(out var at))
            {
                if (at.IsEmptied)
                {
                    Remove(at);
                }
                else
                {
                    left.Push(at with { IsEmptied = true });
                    Enter(at, left);
                }
            }

            return null;
        }
        catch (OverlayException e)
        {
            return e.Message;
        }
    }

    private static void Remove(Visit at)
    {
        OverlayException.Require(OverlayMarks.Clear(at.Directory), at.Path);
        if (at.Parent is { } parent)
        {
            OverlayException.Require(parent.RemoveDirectory(at.Directory.Name), at.Path);
        }
    }

    /// <summary>Removes the files of a directory, and takes note of the directories in it.</summary>
    private static void Enter(Visit at, Stack<Visit> left)
    {
        _ = at.Directory.SetPermissions(Open);
        using var listing = OverlayException.Require(at.Directory.List(), at.Path);
        foreach (var entry in listing.Entries)
        {
            var path = $"{at.Path}/{entry.Name}";
            if (OverlayException.Require(at.Directory.Lookup(entry.Name), path) is HostDirectory below)
            {
                left.Push(new Visit(below, at.Directory, path));
            }
            else
            {
                OverlayException.Require(at.Directory.RemoveFile(entry.Name), path);
            }
        }
    }

    /// <summary>A directory to be removed: first what is in it, and then, where it has a parent, itself.</summary>
    private sealed record Visit(HostDirectory Directory, HostDirectory? Parent, string Path, bool IsEmptied = false);
}
