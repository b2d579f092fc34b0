using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem.Host;

public sealed class WalkLimitTests
{
    [Fact]
    public void A_path_of_many_names_is_resolved_and_links_to_such_paths_are_not_for_ever()
    {
        using var files = new HostFiles();
        var way = string.Concat(Enumerable.Repeat("a/../", 800));
        Assert.Equal(Errno.Success, files.Tree.MakeDirectory(null, "a", 0x1ff));
        Assert.Equal(Errno.Success, files.Tree.MakeSymlink(null, "l0", way + "a"));
        for (var i = 1; i < 30; i++)
        {
            Assert.Equal(Errno.Success, files.Tree.MakeSymlink(null, $"l{i}", way + $"l{i - 1}"));
        }

        Assert.True(files.Tree.Find(null, way + "a").Ok);
        Assert.True(files.Tree.Find(null, "l1").Ok);
        Assert.Equal(Errno.TooManyLinks, files.Tree.Find(null, "l29").Error);
    }
}
