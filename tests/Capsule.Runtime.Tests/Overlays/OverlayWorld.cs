using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.FileSystem.Overlay;

namespace Capsule.Runtime.Tests.Overlays;

/// <summary>A folder with an overlay, and a file system as a task has it whose root is the overlay.</summary>
internal sealed class OverlayWorld : IDisposable
{
    private readonly string root = Path.Combine(Path.GetTempPath(), $"capsule-overlay-{Guid.NewGuid():N}");
    private readonly List<IDisposable> open = [];

    internal OverlayWorld(Action<string>? fill = null)
    {
        Directory.CreateDirectory(Folder);
        fill?.Invoke(Folder);
        Overlay = FolderOverlay.Create(Folder, State);
        Tree = Mount();
    }

    internal string Folder => Path.Combine(root, "folder");

    internal string State => Path.Combine(root, "state");

    internal string Changes => Path.Combine(State, "overlays", Overlay.Id, "changes");

    internal FolderOverlay Overlay { get; }

    internal VirtualFileSystem Tree { get; private set; }

    /// <summary>Writes a file as a task does.</summary>
    internal void Write(string path, string text)
    {
        var opened = Tree.Open(null, path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, 0x1b6);
        Assert.Equal(Errno.Success, opened.Error);
        var file = opened.Value.Share();
        Assert.Equal(text.Length, file.Write(System.Text.Encoding.UTF8.GetBytes(text), 0).Value);
        file.Release();
    }

    /// <summary>The changes, one a word: <c>+</c>, <c>~</c> or <c>-</c>, the path, and <c>/</c> behind folders, <c>!</c> behind conflicts.</summary>
    internal string Describe() => string.Join(' ', Overlay.TryGetChanges().OrThrow().Select(change =>
        $"{change.Kind switch { FolderChangeKind.Added => '+', FolderChangeKind.Modified => '~', _ => '-' }}{change.Path}"
        + $"{(change.Type == FolderEntryType.Folder ? "/" : "")}{(change.Conflict is null ? "" : "!")}"));

    /// <summary>All that is in a file system: names, kinds, permissions, contents.</summary>
    internal static string Snapshot(VirtualFileSystem tree)
    {
        var lines = new List<string>();
        var left = new Stack<(DirectoryNode Node, string Path)>([(tree.Root.Node, "")]);
        while (left.TryPop(out var at))
        {
            foreach (var entry in at.Node.List().Value.Entries)
            {
                var (node, path) = (at.Node.Lookup(entry.Name).Value, $"{at.Path}/{entry.Name}");
                var stat = node.Stat();
                lines.Add($"{path} {stat.Kind} {stat.Permissions} {ContentsOf(node)}");
                if (node is DirectoryNode directory)
                {
                    left.Push((directory, path));
                }
            }
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>What is in the folder itself.</summary>
    internal string SnapshotOfFolder()
    {
        using var folder = HostFolder.Open(Folder, out _)!;
        var volume = new HostVolume(folder, isWritable: false, new HostUsage(HostFileLimits.Default), 1, [], new OperationScope());
        return Snapshot(new VirtualFileSystem(volume.Root));
    }

    public void Dispose()
    {
        Release();
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Ends the sandbox that has the overlay.</summary>
    internal void Release()
    {
        open.ForEach(one => one.Dispose());
        open.Clear();
    }

    private VirtualFileSystem Mount()
    {
        var (lower, upper) = (HostFolder.Open(Folder, out _)!, HostFolder.Open(Changes, out _)!);
        open.AddRange([lower, upper]);
        var operations = new OperationScope();
        var usage = new HostUsage(HostFileLimits.Default);
        return new VirtualFileSystem(
            new OverlayVolume(
                new HostVolume(lower, isWritable: false, usage, 1, [], operations),
                new HostVolume(upper, isWritable: true, usage, 2, [], operations),
                () => true).Root,
            operations);
    }

    private static string ContentsOf(Node node)
    {
        switch (node)
        {
            case SymlinkNode link:
                return link.ReadTarget().Value;
            case FileNode file when file.Open(OpenFlags.ReadOnly) is { Ok: true } opened:
                var bytes = new byte[opened.Value.Stat().Size];
                var held = opened.Value.Share();
                var count = held.Read(bytes, 0).Value;
                held.Release();
                return Convert.ToHexString(bytes.AsSpan(..count));
            default:
                return "";
        }
    }
}
