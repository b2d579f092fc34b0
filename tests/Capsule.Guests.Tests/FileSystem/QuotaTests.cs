using Capsule.Guests.Emscripten.Calls;
using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>What the private files of a sandbox may take.</summary>
public sealed class QuotaTests
{
    private const long FourGibibytes = 1L << 32;
    private const int NodeLimit = 65_536;

    private readonly TestFiles files = new();

    [Fact]
    public void A_write_is_cut_short_where_the_quota_ends_and_then_refused()
    {
        files.Available = 40_000;
        var file = files.Open("file", OpenFlags.Create | OpenFlags.WriteOnly);
        Assert.Equal(32_768, file.Write(new byte[100_000], 0).Value);
        Assert.Equal(Errno.NoSpace, file.Write([1], 32_768).Error);
        Assert.Equal(32_768, file.Stat().Size);
    }

    [Fact]
    public void Memory_that_the_guest_takes_is_not_for_files()
    {
        var file = files.Open("file", OpenFlags.Create | OpenFlags.WriteOnly);
        file.Write(new byte[10], 0);
        files.Available = files.Quota.Used;
        Assert.Equal(10, file.Write(new byte[10], 10).Value); // already held
        Assert.Equal(Errno.NoSpace, file.Write([1], 1 << 20).Error);
    }

    [Fact]
    public void Truncating_gives_bytes_back()
    {
        files.Write("file", new byte[100_000]);
        var before = files.Quota.Used;
        files.System.Truncate("file", 1);
        Assert.Equal(before - (6 * 16_384), files.Quota.Used);
        files.Write("file", []);
        Assert.Equal(before - (7 * 16_384), files.Quota.Used);
    }

    [Fact]
    public void Deleting_gives_everything_back()
    {
        files.Write("file", new byte[100_000]);
        files.MakeDirectory("directory");
        files.MakeLink("link", "file");
        Assert.Equal(Errno.Success, files.System.RemoveFile(null, "link"));
        Assert.Equal(Errno.Success, files.System.RemoveFile(null, "file"));
        Assert.Equal(Errno.Success, files.System.RemoveDirectory(null, "directory"));
        Assert.Equal(0, files.Quota.Used);
    }

    [Fact]
    public void Replacing_by_a_rename_gives_back_what_was_replaced()
    {
        files.Write("small", [1]);
        var before = files.Quota.Used;
        files.Write("large", new byte[100_000]);
        Assert.Equal(Errno.Success, files.Rename("small", "large"));
        Assert.Equal(before, files.Quota.Used);
    }

    [Fact]
    public void A_deleted_file_keeps_its_contents_until_the_last_descriptor_closes()
    {
        var descriptors = new DescriptorTable();
        var file = files.Open("file", OpenFlags.Create | OpenFlags.ReadWrite);
        descriptors.Add(file);
        descriptors.Add(file);
        file.Release();
        file.Write([1, 2, 3], 0);
        files.System.RemoveFile(null, "file");
        descriptors.Close(0);
        Assert.Equal((3, 0u), (file.Stat().Size, file.Stat().Links));
        Assert.True(files.Quota.Used > 0);
        descriptors.Close(1);
        Assert.Equal(0, files.Quota.Used);
    }

    [Fact]
    public void A_deleted_file_that_finds_no_descriptor_is_freed()
    {
        var descriptors = new DescriptorTable();
        for (var i = 0; i < DescriptorTable.Limit; i++)
        {
            descriptors.Add(files.Open("other", OpenFlags.Create));
        }

        var before = files.Quota.Used;
        var file = files.System.Open(null, "file", OpenFlags.Create, TestFiles.AllModes).Value;
        Assert.Equal(-(int)Errno.TooManyOpenFiles, DescriptorCalls.Add(descriptors, file));
        files.System.RemoveFile(null, "file");
        Assert.Equal(before, files.Quota.Used);
    }

    [Fact]
    public void There_are_no_more_nodes_than_the_limit()
    {
        for (var i = 0; i < NodeLimit; i++)
        {
            files.MakeDirectory($"{i}");
        }

        Assert.Equal(Errno.NoSpace, files.System.MakeDirectory(null, "more", 0));
        Assert.Equal(Errno.NoSpace, files.System.MakeSymlink(null, "more", "target"));
        Assert.Equal(Errno.NoSpace, files.TryOpen("more", OpenFlags.Create));
        files.System.RemoveDirectory(null, "0");
        Assert.Equal(Errno.Success, files.System.MakeSymlink(null, "more", "target"));
    }

    [Fact]
    public void A_link_that_finds_no_room_takes_none()
    {
        files.Available = 600;
        files.MakeDirectory("directory");
        var before = files.Quota.Used;
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(Errno.NoSpace, files.System.MakeSymlink(null, "link", "target"));
        }

        Assert.Equal(before, files.Quota.Used);
    }

    [Fact]
    public void No_file_is_longer_than_four_gibibytes()
    {
        var file = files.Open("file", OpenFlags.Create | OpenFlags.ReadWrite);
        Assert.Equal(Errno.FileTooBig, file.Truncate(FourGibibytes + 1));
        Assert.Equal(Errno.FileTooBig, file.Write([1], FourGibibytes));
        Assert.Equal(Errno.FileTooBig, file.Write([1, 2], FourGibibytes - 1));
        Assert.Equal(Errno.FileTooBig, file.Write([1], long.MaxValue));
        Assert.Equal(0, file.Stat().Size);
        Assert.Equal(1, file.Write([1], FourGibibytes - 1).Value);
        Assert.Equal(FourGibibytes, file.Stat().Size);
    }

    [Fact]
    public void Holes_cost_the_host_nothing()
    {
        var file = files.Open("file", OpenFlags.Create | OpenFlags.ReadWrite);
        file.Write([1], 0);
        var (used, allocated) = (files.Quota.Used, GC.GetAllocatedBytesForCurrentThread());
        file.Truncate(FourGibibytes);
        file.Truncate(0);
        file.Write([1], FourGibibytes - 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 100_000);
        Assert.Equal(used, files.Quota.Used);
    }
}
