using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Moving files and directories.</summary>
public sealed class RenameTests
{
    private readonly TestFiles files = new();

    public RenameTests()
    {
        files.MakeDirectory("a");
        files.MakeDirectory("a/b");
        files.Write("a/b/file", [7]);
    }

    [Theory]
    [InlineData("a", "a/new")]
    [InlineData("a", "a/b/new")]
    [InlineData("/a/", "a/b/../b/new")]
    [InlineData("a", "link/new")]
    public void A_directory_cannot_move_into_itself(string from, string to)
    {
        files.MakeLink("link", "a/b");
        Assert.Equal(Errno.Invalid, files.Rename(from, to));
        Assert.Equal([7], files.Read("a/b/file"));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "a/b/..//../a/")]
    [InlineData("a/b/file", "a/b/file")]
    public void Renaming_something_to_itself_changes_nothing(string from, string to)
    {
        Assert.Equal(Errno.Success, files.Rename(from, to));
        Assert.Equal([7], files.Read("a/b/file"));
    }

    [Theory]
    [InlineData("a/b", "a")]
    [InlineData("a/b/file", "a")]
    public void A_directory_is_not_replaced_by_what_it_holds(string from, string to) =>
        Assert.Equal(Errno.NotEmpty, files.Rename(from, to));

    [Theory]
    [InlineData(".")]
    [InlineData("a/..")]
    [InlineData("/")]
    public void Directories_without_a_name_cannot_move(string path)
    {
        Assert.Equal(Errno.Busy, files.Rename(path, "new"));
        Assert.Equal(Errno.Busy, files.Rename("a", path));
    }

    [Fact]
    public void Whoever_is_in_a_directory_moves_with_it()
    {
        files.System.ChangeDirectory(null, "a/b");
        var opened = files.Open(".", OpenFlags.Directory);
        Assert.Equal(Errno.Success, files.Rename("/a", "/moved"));
        Assert.Equal("/moved/b", files.System.CurrentDirectory.Value);
        files.MakeDirectory("/c");
        Assert.Equal(Errno.Success, files.Rename("/moved/b", "/c/b"));
        Assert.Equal("/c/b", files.System.CurrentDirectory.Value);
        Assert.Equal([".", "..", "b"], files.List(".."));
        Assert.Equal(Errno.Success, files.System.ChangeDirectory(opened.Directory!.Up));
        Assert.Equal("/c", files.System.CurrentDirectory.Value);
    }

    [Fact]
    public void A_removed_directory_has_no_path_and_takes_nothing_new()
    {
        files.MakeDirectory("gone");
        files.System.ChangeDirectory(null, "gone");
        files.MakeDirectory("/empty");
        Assert.Equal(Errno.Success, files.Rename("/empty", "/gone"));
        var before = files.Quota.Used;
        Assert.Equal(Errno.NoEntry, files.System.CurrentDirectory.Error);
        Assert.Equal(Errno.NoEntry, files.TryOpen("file", OpenFlags.Create));
        Assert.Equal(Errno.NoEntry, files.System.MakeDirectory(null, "directory", 0));
        Assert.Equal(Errno.NoEntry, files.Rename("/a/b/file", "file"));
        Assert.Equal(Errno.Success, files.System.Find(null, ".").Error);
        Assert.Equal(before, files.Quota.Used);
        Assert.Equal(Errno.Success, files.System.ChangeDirectory(null, ".."));
        Assert.Equal("/", files.System.CurrentDirectory.Value);
    }

    [Fact]
    public void An_open_file_keeps_what_it_refers_to_when_its_name_is_taken()
    {
        var file = files.Open("a/b/file", OpenFlags.ReadOnly);
        files.Write("new", [8, 9]);
        Assert.Equal(Errno.Success, files.Rename("new", "a/b/file"));
        Assert.Equal((1, 0u), (file.Stat().Size, file.Stat().Links));
        Assert.Equal([8, 9], files.Read("a/b/file"));
    }
}
