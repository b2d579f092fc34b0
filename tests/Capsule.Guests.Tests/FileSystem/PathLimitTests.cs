using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Paths that are too long, too deep or never end.</summary>
public sealed class PathLimitTests
{
    private readonly TestFiles files = new();

    [Fact]
    public void Forty_links_are_followed_and_no_more()
    {
        files.Write("0", [7]);
        for (var i = 1; i <= 41; i++)
        {
            files.MakeLink($"{i}", $"{i - 1}");
        }

        Assert.Equal([7], files.Read("40"));
        Assert.Equal(Errno.TooManyLinks, files.TryOpen("41", OpenFlags.ReadOnly));
        Assert.Equal(Errno.Success, files.System.Find(null, "41", follow: false).Error);
    }

    [Fact]
    public void Links_along_the_way_count_too()
    {
        files.MakeLink("here", ".");
        var path = string.Concat(Enumerable.Repeat("here/", 40));
        Assert.Equal(Errno.Success, files.System.Find(null, path + ".").Error);
        Assert.Equal(Errno.TooManyLinks, files.System.Find(null, path + "here/.").Error);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        files.MakeLink("a", "b");
        files.MakeLink("b", "/a");
        Assert.Equal(Errno.TooManyLinks, files.TryOpen("a", OpenFlags.Create));
        Assert.Equal(Errno.TooManyLinks, files.TryOpen("a/c", OpenFlags.Create));
        Assert.Equal(Errno.TooManyLinks, files.System.MakeDirectory(null, "a/c", 0));
    }

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        var longest = new string('n', 255);
        files.MakeDirectory(longest);
        files.MakeDirectory($"{longest}/{longest}");
        Assert.Equal(Errno.NameTooLong, files.System.MakeDirectory(null, longest + "n", 0));
        Assert.Equal(Errno.NameTooLong, files.System.Find(null, $"{longest}n/file").Error);
        Assert.Equal(Errno.NameTooLong, files.Rename(longest, longest + "n"));
        Assert.Equal(Errno.NameTooLong, files.System.MakeSymlink(null, longest + "n", "target"));
    }

    [Fact]
    public void A_path_has_at_most_4095_bytes()
    {
        files.Write("f", [7]);
        var dots = string.Concat(Enumerable.Repeat("./", 2047));
        Assert.Equal([7], files.Read(dots + "f"));
        Assert.Equal(Errno.NameTooLong, files.TryOpen($"{dots}/f", OpenFlags.ReadOnly));
        files.MakeLink("link", dots + "f");
        Assert.Equal([7], files.Read("link"));
        Assert.Equal(Errno.NameTooLong, files.System.MakeSymlink(null, "longer", $"{dots}/f"));
    }

    [Fact]
    public void Dot_dot_does_not_leave_the_root()
    {
        files.MakeDirectory("directory");
        files.MakeLink("directory/up", "../../../..");
        files.Write("file", [7]);
        Assert.Equal([7], files.Read("../../file"));
        Assert.Equal([7], files.Read("directory/up/file"));
        Assert.Equal([7], files.Read("/../directory/../../file"));
    }

    [Fact]
    public void A_directory_may_be_nested_by_ten_thousands()
    {
        const int depth = 50_000;
        for (var i = 0; i < depth; i++)
        {
            files.MakeDirectory("d");
            Assert.Equal(Errno.Success, files.System.ChangeDirectory(null, "d"));
        }

        Assert.Equal(2 * depth, files.System.CurrentDirectory.Value.Length);
        Assert.Equal(Errno.Invalid, files.Rename("/d", "e"));
    }
}
