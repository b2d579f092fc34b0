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
    public void Bytes_by_which_a_file_becomes_longer_count_as_much_as_those_that_are_written()
    {
        using var files = new HostFiles(limits: new HostFileLimits { BytesWritten = 100 });
        var file = files.Tree.Open(null, "a", New, 0x1ff).Value.Share();

        Assert.Equal(Errno.NoSpace, file.Write(new byte[1], 1L << 43).Error);
        Assert.Equal(Errno.NoSpace, file.Write(new byte[1], long.MaxValue - 1).Error);
        Assert.Equal(0, file.Stat().Size);
        Assert.Equal(50, file.Write(new byte[50], 30).Value); // costs 80
        Assert.Equal(0, file.Write([], 1L << 40).Value);
        Assert.Equal(15, file.Write(new byte[15], 0).Value);
        Assert.Equal(5, file.Write(new byte[9], 80).Value);
        Assert.Equal(Errno.NoSpace, file.Write(new byte[1], 0).Error);
        Assert.Equal(85, file.Stat().Size);
        file.Release();
    }

    [Fact]
    public void What_failed_is_not_counted()
    {
        using var files = new HostFiles(limits: new HostFileLimits { BytesWritten = 100, FilesCreated = 2 });
        Assert.Equal(Errno.Success, files.Tree.MakeDirectory(null, "d", 0x1ff));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Errno.Exists, files.Tree.MakeSymlink(null, "d", new string('x', 90)));
            Assert.Equal(Errno.NoSpace, files.Tree.MakeSymlink(null, "l", new string('x', 101)));
        }

        var file = files.Tree.Open(null, "a", New, 0x1ff).Value.Share();
        Assert.Equal(Errno.NoSpace, file.Truncate(101));
        Assert.Equal(100, file.Write(new byte[100], 0).Value);
        file.Release();
    }

    [Fact]
    public async Task Sandboxes_that_share_a_budget_do_not_write_more_than_it_has()
    {
        var budget = new HostFileBudget(new HostFileLimits { BytesWritten = 100_000, FilesCreated = 100 });
        var (written, created) = (0L, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var allowed = budget.Allow(17, gap: 3);
                budget.Revoke(allowed, allowed / 2, gap: 3);
                Interlocked.Add(ref written, allowed / 2 == 0 ? 0 : (allowed / 2) + 3);
                Interlocked.Add(ref created, budget.TryCreate() ? 1 : 0);
            }
        }, TestContext.Current.CancellationToken)));

        Assert.InRange(written, 99_000, 100_000);
        Assert.Equal(100, created);
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
    public void A_file_that_cannot_be_opened_is_not_created()
    {
        using var files = new HostFiles(limits: new HostFileLimits { OpenFiles = 1 });
        var open = files.Tree.Open(null, "a", New, 0x1ff).Value.Share();

        Assert.Equal(Errno.TooManyOpenFiles, files.Tree.Open(null, "b", New, 0x1ff).Error);
        Assert.False(File.Exists($"{files.Path}/b"));
        open.Release();
        Assert.True(files.Tree.Open(null, "b", New, 0x1ff).Ok);
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
