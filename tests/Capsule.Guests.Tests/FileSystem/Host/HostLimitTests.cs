using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Host;

/// <summary>What a sandbox does to the host is bounded, and its handles are closed.</summary>
public sealed class HostLimitTests
{
    private const OpenFlags New = OpenFlags.Create | OpenFlags.ReadWrite;

    [Fact]
    public void Bytes_beyond_the_limit_find_no_space()
    {
        using var files = new HostFiles(limits: new HostFileLimits { BytesWritten = 100 });
        var file = files.Tree.Open(null, "a", New, 0x1ff).Value.Share();

        Assert.Equal(60, file.Write(new byte[60], 0).Value);
        Assert.Equal(40, file.Write(new byte[60], 0).Value);
        Assert.Equal(Errno.NoSpace, file.Write(new byte[1], 0).Error);
        Assert.Equal(Errno.NoSpace, file.Truncate(1000));
        Assert.Equal(Errno.Success, file.Truncate(10));
        file.Release();
    }

    [Fact]
    public void Files_beyond_the_limit_find_no_space()
    {
        using var files = new HostFiles(limits: new HostFileLimits { FilesCreated = 3 });
        Assert.Equal(Errno.Success, files.Tree.MakeDirectory(null, "a", 0x1ff));
        Assert.Equal(Errno.Exists, files.Tree.MakeDirectory(null, "a", 0x1ff));
        Assert.Equal(Errno.Success, files.Tree.MakeSymlink(null, "b", "a"));
        files.Tree.Open(null, "c", New, 0x1ff).Value.Share().Release();

        Assert.Equal(Errno.NoSpace, files.Tree.MakeDirectory(null, "d", 0x1ff));
        Assert.Equal(Errno.NoSpace, files.Tree.MakeSymlink(null, "d", "a"));
        Assert.Equal(Errno.NoSpace, files.Tree.Link(null, "c", follow: false, null, "d"));
        Assert.Equal(Errno.NoSpace, files.Tree.Open(null, "d", New, 0x1ff).Error);
        Assert.False(File.Exists($"{files.Path}/d"));
    }

    [Fact]
    public void Handles_are_few_and_are_given_back()
    {
        using var files = new HostFiles(limits: new HostFileLimits { OpenFiles = 2 });
        File.WriteAllText($"{files.Path}/a", "x");
        var (one, two) = (files.Tree.Open(null, "a", 0, 0).Value.Share(), files.Tree.Open(null, "a", OpenFlags.Path, 0).Value.Share());

        Assert.Equal(Errno.TooManyOpenFiles, files.Tree.Open(null, "a", 0, 0).Error);
        Assert.Equal(Errno.TooManyOpenFiles, files.Tree.Open(null, "a", OpenFlags.Path, 0).Error);
        one.Release();
        two.Release();
        Assert.Equal(0, files.Usage.Open);
        Assert.True(files.Tree.Open(null, "a", 0, 0).Ok);
    }

    [Fact]
    public void Working_with_files_leaves_no_handle_behind()
    {
        using var files = new HostFiles();
        var before = Handles(files);
        for (var i = 0; i < 100; i++)
        {
            _ = files.Tree.MakeDirectory(null, $"d{i}", 0x1ff);
            _ = files.Tree.MakeDirectory(null, $"d{i}/e", 0x1ff);
            files.Tree.Open(null, $"d{i}/e/f", New, 0x1ff).Value.Share().Release();
            _ = files.Tree.Open(null, $"d{i}/e/none", 0, 0);
            _ = files.Tree.Rename(null, $"d{i}/e/f", null, $"d{i}/g");
            _ = ((OpenDirectory)files.Tree.Open(null, $"d{i}", OpenFlags.Directory, 0).Value).Entries();
        }

        Assert.Equal(before, Handles(files));
    }

    [Fact]
    public void Entries_that_are_being_listed_are_bounded()
    {
        using var files = new HostFiles(limits: new HostFileLimits { ListedEntries = 15 });
        for (var i = 0; i < 10; i++)
        {
            File.WriteAllText($"{files.Path}/{i}", "");
        }

        var one = (OpenDirectory)files.Tree.Open(null, "/", OpenFlags.Directory, 0).Value.Share();
        var two = (OpenDirectory)files.Tree.Open(null, "/", OpenFlags.Directory, 0).Value.Share();
        Assert.Equal(12, one.Entries().Value.Count);
        Assert.Equal(Errno.NoMemory, two.Entries().Error);
        one.Release();
        Assert.Equal(12, two.Entries().Value.Count);
        two.Release();
    }

    /// <summary>Open files of this process in the folder.</summary>
    private static int Handles(HostFiles files) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(handle => new FileInfo(handle).LinkTarget?.StartsWith(files.Path, StringComparison.Ordinal) == true);
}
