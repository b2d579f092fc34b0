using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Private files over files that all sandboxes share.</summary>
public sealed class OverlayTests
{
    private readonly BaseDirectory shared = TestFiles.Shared(
        isProtected: false, ("file", "shared"u8.ToArray()), ("folder/inner", [1, 2, 3]), ("folder/deep/last", []));

    private readonly TestFiles mine;
    private readonly TestFiles other;

    public OverlayTests() => (mine, other) = (new TestFiles(shared), new TestFiles(shared));

    [Fact]
    public void Shared_files_are_read_without_a_copy()
    {
        Assert.Equal("shared"u8.ToArray(), mine.Read("file"));
        Assert.Equal([".", "..", "deep", "inner"], mine.List("/folder"));
        Assert.Equal(0, mine.Quota.Used);
    }

    [Fact]
    public void Writing_to_a_shared_file_changes_a_private_copy_only()
    {
        var file = mine.Open("file", OpenFlags.WriteOnly);
        file.Write("S"u8, 0);
        file.Release();
        Assert.Equal("Shared"u8.ToArray(), mine.Read("file"));
        Assert.Equal("shared"u8.ToArray(), other.Read("file"));
        Assert.True(mine.Quota.Used > 0);
        Assert.Equal(0, other.Quota.Used);
    }

    [Fact]
    public void A_copy_keeps_the_time_of_the_last_write()
    {
        mine.Now = 5;
        mine.SetMode("file", 0x100);
        Assert.Equal((BaseTree.Time, 5), (mine.Stat("file").Times.Modified, mine.Stat("file").Times.Changed));
        Assert.Equal((0x100u, 0x1a4u), (mine.Stat("file").Permissions, other.Stat("file").Permissions));
    }

    [Fact]
    public void A_file_that_was_open_before_its_copy_was_made_shows_the_shared_contents()
    {
        // As overlayfs does: the descriptor refers to the file below, which never changes.
        var before = mine.Open("file", OpenFlags.ReadOnly);
        mine.Write("file", "new"u8.ToArray());
        Assert.Equal(6, before.Stat().Size);
    }

    [Fact]
    public void Deleting_hides_a_shared_file_from_its_own_sandbox()
    {
        Assert.Equal(Errno.Success, mine.System.RemoveFile(null, "folder/inner"));
        Assert.False(mine.Exists("folder/inner"));
        Assert.Equal([".", "..", "deep"], mine.List("folder"));
        Assert.True(other.Exists("folder/inner"));
    }

    [Fact]
    public void A_file_made_where_a_shared_one_was_deleted_has_nothing_of_it()
    {
        mine.System.RemoveFile(null, "file");
        mine.Open("file", OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.ReadWrite).Release();
        Assert.Empty(mine.Read("file"));
    }

    [Fact]
    public void A_folder_made_where_a_shared_one_was_deleted_is_empty()
    {
        mine.System.RemoveFile(null, "folder/deep/last");
        Assert.Equal(Errno.Success, mine.System.RemoveDirectory(null, "folder/deep"));
        mine.MakeDirectory("folder/deep");
        Assert.Equal([".", ".."], mine.List("folder/deep"));
        Assert.Equal(Errno.Success, mine.System.RemoveDirectory(null, "folder/deep"));
        Assert.False(mine.Exists("folder/deep"));
    }

    [Fact]
    public void A_shared_folder_that_is_not_empty_cannot_be_removed() =>
        Assert.Equal(Errno.NotEmpty, mine.System.RemoveDirectory(null, "folder"));

    [Fact]
    public void Renaming_shared_files_and_folders_copies_nothing()
    {
        Assert.Equal(Errno.Success, mine.Rename("folder", "moved"));
        Assert.Equal(Errno.Success, mine.Rename("file", "moved/file"));
        Assert.Equal([".", "..", "moved"], mine.List("/"));
        Assert.Equal([1, 2, 3], mine.Read("moved/inner"));
        Assert.Equal("shared"u8.ToArray(), mine.Read("moved/file"));
        Assert.Equal(0, mine.Quota.Used);
        Assert.Equal([".", "..", "file", "folder"], other.List("/"));
    }

    [Fact]
    public void A_moved_shared_file_is_copied_when_it_is_written()
    {
        mine.Rename("file", "moved");
        var file = mine.Open("moved", OpenFlags.WriteOnly | OpenFlags.Append);
        file.Write("!"u8, file.Stat().Size);
        Assert.Equal("shared!"u8.ToArray(), mine.Read("moved"));
        Assert.Equal("shared"u8.ToArray(), other.Read("file"));
    }

    [Fact]
    public void A_copy_needs_the_quota_unless_its_contents_are_not_wanted()
    {
        mine.Available = 1000;
        Assert.Equal(Errno.NoSpace, mine.TryOpen("file", OpenFlags.ReadWrite));
        Assert.Equal("shared"u8.ToArray(), mine.Read("file"));
        Assert.Equal(0, mine.Quota.Used);
        Assert.Equal(Errno.Success, mine.TryOpen("file", OpenFlags.WriteOnly | OpenFlags.Truncate));
        Assert.Empty(mine.Read("file"));
    }

    [Fact]
    public void A_refused_open_makes_no_copy()
    {
        Assert.Equal(Errno.NotDirectory, mine.TryOpen("file", OpenFlags.ReadWrite | OpenFlags.Directory));
        Assert.Equal(0, mine.Quota.Used);
    }
}
