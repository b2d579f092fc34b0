using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Permission bits, as they are for the owner: a guest is never root.</summary>
public sealed class PermissionTests
{
    private readonly TestFiles files = new();

    public PermissionTests()
    {
        files.MakeDirectory("directory");
        files.Write("directory/file", [1]);
    }

    [Theory]
    [InlineData(0u, "r", "w", "rw", "truncate")]
    [InlineData(0x80u, "r", "rw", "truncate")]
    [InlineData(0x100u, "w", "rw", "truncate")]
    [InlineData(0x3fu, "r", "w")] // what group and others may do is not for the owner
    public void A_file_cannot_be_opened_for_more_than_its_bits_say(uint mode, params string[] ways)
    {
        files.SetMode("directory/file", mode);
        Assert.All(ways, way => Assert.Equal(Errno.AccessDenied, files.TryOpen("directory/file", way switch
        {
            "r" => OpenFlags.ReadOnly,
            "w" => OpenFlags.WriteOnly,
            "rw" => OpenFlags.ReadWrite,
            _ => OpenFlags.ReadOnly | OpenFlags.Truncate,
        })));
        Assert.Equal(1, files.Stat("directory/file").Size);
    }

    [Fact]
    public void A_file_made_without_permissions_can_be_written_by_who_made_it()
    {
        var file = files.Open("new", OpenFlags.Create | OpenFlags.ReadWrite, mode: 0);
        Assert.Equal(1, file.Write([1], 0).Value);
        Assert.Equal(Errno.AccessDenied, files.TryOpen("new", OpenFlags.ReadOnly));
        Assert.Equal(Errno.AccessDenied, files.System.CheckAccess(null, "new", 4));
        Assert.Equal(Errno.Success, files.System.CheckAccess(null, "new", 0));
    }

    [Fact]
    public void In_a_directory_that_is_read_only_nothing_is_made_removed_or_moved()
    {
        files.SetMode("directory", 0x16d);
        Assert.Equal(Errno.AccessDenied, files.TryOpen("directory/new", OpenFlags.Create));
        Assert.Equal(Errno.AccessDenied, files.System.MakeDirectory(null, "directory/new", 0));
        Assert.Equal(Errno.AccessDenied, files.System.MakeSymlink(null, "directory/new", "target"));
        Assert.Equal(Errno.AccessDenied, files.System.RemoveFile(null, "directory/file"));
        Assert.Equal(Errno.AccessDenied, files.Rename("directory/file", "file"));
        Assert.Equal([1], files.Read("directory/file"));
        Assert.Equal(Errno.Success, files.TryOpen("directory/file", OpenFlags.WriteOnly | OpenFlags.Create));
    }

    [Fact]
    public void In_a_directory_that_may_not_be_searched_nothing_is_found_however_deep()
    {
        files.MakeDirectory("directory/inner");
        files.Write("directory/inner/file", []);
        files.SetMode("directory", 0x180);
        Assert.Equal(Errno.AccessDenied, files.TryOpen("directory/file", OpenFlags.ReadOnly));
        Assert.Equal(Errno.AccessDenied, files.TryOpen("directory/inner/file", OpenFlags.ReadOnly));
        Assert.Equal(Errno.AccessDenied, files.System.ChangeDirectory(null, "directory"));
        Assert.Equal([".", "..", "file", "inner"], files.List("directory"));
    }

    [Fact]
    public void A_directory_that_may_not_be_read_is_not_listed()
    {
        files.SetMode("directory", 0xc0);
        Assert.Equal(Errno.AccessDenied, files.TryOpen("directory", OpenFlags.Directory));
        Assert.Equal([1], files.Read("directory/file"));
    }

    [Fact]
    public void The_mask_takes_permissions_from_what_is_made()
    {
        files.System.Mask = 0x3f;
        files.Open("file", OpenFlags.Create);
        files.MakeDirectory("folder");
        Assert.Equal((0x1c0u, 0x1c0u), (files.Stat("file").Permissions, files.Stat("folder").Permissions));
    }
}
