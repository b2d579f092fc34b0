using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Host;

/// <summary>A folder that was granted read-only is not changed.</summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public void Nothing_can_be_changed()
    {
        using var files = new HostFiles(isWritable: false);
        Directory.CreateDirectory($"{files.Path}/d");
        File.WriteAllText($"{files.Path}/a", "x");
        File.SetLastWriteTimeUtc($"{files.Path}/a", DateTime.UnixEpoch);
        var tree = files.Tree;

        Assert.Equal(
            Enumerable.Repeat(Errno.ReadOnly, 13),
            [
                tree.Open(null, "a", OpenFlags.WriteOnly, 0).Error,
                tree.Open(null, "a", OpenFlags.ReadWrite, 0).Error,
                tree.Open(null, "a", OpenFlags.Truncate, 0).Error,
                tree.Open(null, "b", OpenFlags.Create | OpenFlags.WriteOnly, 0x1ff).Error,
                tree.MakeDirectory(null, "b", 0x1ff),
                tree.MakeSymlink(null, "b", "a"),
                tree.Link(null, "a", follow: false, null, "b"),
                tree.RemoveFile(null, "a"),
                tree.RemoveDirectory(null, "d"),
                tree.Rename(null, "a", null, "b"),
                tree.Truncate("a", 0),
                tree.Change(null, "a", follow: true, node => node.SetPermissions(0)),
                tree.Change(null, "d", follow: true, node => node.SetTimes(1, 1)),
            ]);
        Assert.Equal(Errno.ReadOnly, tree.CheckAccess(null, "a", Access.Write));
        Assert.Equal("x", File.ReadAllText($"{files.Path}/a"));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc($"{files.Path}/a"));
    }

    [Fact]
    public void Nothing_can_be_changed_through_a_file_that_is_open_for_reading()
    {
        using var files = new HostFiles(isWritable: false);
        File.WriteAllText($"{files.Path}/a", "x");
        var file = files.Tree.Open(null, "a", OpenFlags.ReadOnly, 0).Value.Share();

        Assert.Equal(Errno.ReadOnly, file.SetPermissions(0));
        Assert.Equal(Errno.ReadOnly, file.SetTimes(1, 1));
        Assert.NotEqual(Errno.Success, file.Truncate(0));
        Assert.False(file.Write("y"u8, 0).Ok);
        file.Release();
        Assert.Equal("x", File.ReadAllText($"{files.Path}/a"));
    }
}
