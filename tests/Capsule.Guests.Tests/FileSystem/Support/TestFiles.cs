using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Memory;

namespace Capsule.Guests.Tests.FileSystem.Support;

/// <summary>A file system with a quota and a clock that a test sets, and short ways to what tests do.</summary>
internal sealed class TestFiles
{
    internal const uint AllModes = 0x1ff;

    private readonly MemoryVolume volume;

    internal TestFiles(BaseDirectory? below = null)
    {
        Quota = new ScratchQuota(() => Available);
        volume = new MemoryVolume(Quota, () => Now);
        Root = below is null ? new MemoryDirectory(volume, 0x1ed) : new MemoryDirectory(volume, below);
        System = new VirtualFileSystem(Root) { Mask = 0 };
    }

    internal VirtualFileSystem System { get; }

    internal MemoryDirectory Root { get; }

    internal ScratchQuota Quota { get; }

    internal long Available { get; set; } = 1 << 30;

    internal long Now { get; set; }

    internal static BaseDirectory Shared(bool isProtected, params (string Path, byte[] Contents)[] files) =>
        BaseTree.Build(isProtected, files.Select(file => KeyValuePair.Create(file.Path, BaseFile.Of(file.Contents))));

    /// <summary>Opens a file that a descriptor then holds.</summary>
    internal OpenFile Open(string path, OpenFlags flags, uint mode = AllModes)
    {
        var opened = System.Open(null, path, flags, mode);
        Assert.Equal(Errno.Success, opened.Error);
        return opened.Value.Share();
    }

    internal Errno TryOpen(string path, OpenFlags flags) => System.Open(null, path, flags, AllModes).Error;

    internal void Write(string path, byte[] contents)
    {
        var file = Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate);
        Assert.Equal(contents.Length, file.Write(contents, 0).Value);
        file.Release();
    }

    internal byte[] Read(string path)
    {
        var file = Open(path, OpenFlags.ReadOnly);
        var contents = new byte[file.Stat().Size];
        Assert.Equal(contents.Length, file.Read(contents, 0).Value);
        file.Release();
        return contents;
    }

    internal void MakeDirectory(string path) =>
        Assert.Equal(Errno.Success, System.MakeDirectory(null, path, AllModes));

    internal void MakeLink(string path, string target) =>
        Assert.Equal(Errno.Success, System.MakeSymlink(null, path, target));

    internal Errno Rename(string path, string newPath) => System.Rename(null, path, null, newPath);

    internal Errno SetMode(string path, uint mode) =>
        System.Change(null, path, follow: true, node => node.SetPermissions(mode));

    internal FileStat Stat(string path)
    {
        var found = System.Find(null, path);
        Assert.Equal(Errno.Success, found.Error);
        return found.Value.Stat();
    }

    internal bool Exists(string path) => System.Find(null, path, follow: false).Ok;

    internal string[] List(string path)
    {
        var directory = (OpenDirectory)Open(path, OpenFlags.Directory);
        return [.. directory.Entries().Value.Select(entry => entry.Name).Order(StringComparer.Ordinal)];
    }
}
