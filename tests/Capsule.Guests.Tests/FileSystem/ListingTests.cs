using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Directories that are read.</summary>
public sealed class ListingTests
{
    private readonly TestFiles files = new();

    [Fact]
    public void A_listing_stays_as_it_is_until_it_is_rewound()
    {
        files.Write("a", []);
        var directory = (OpenDirectory)files.Open("/", OpenFlags.Directory);
        Assert.Equal(3, directory.Entries().Value.Count);
        files.Write("b", []);
        Assert.Equal(3, directory.Entries().Value.Count);
        directory.Rewind();
        Assert.Equal(4, directory.Entries().Value.Count);
    }

    [Fact]
    public void Entries_tell_the_kind_and_the_inode_that_stat_tells()
    {
        files.Write("file", []);
        files.MakeDirectory("directory");
        files.MakeLink("link", "file");
        var directory = (OpenDirectory)files.Open("directory/..", OpenFlags.Directory);
        foreach (var entry in directory.Entries().Value)
        {
            var stat = files.System.Find(null, entry.Name, follow: false).Value.Stat();
            Assert.Equal((stat.Kind, stat.Inode), (entry.Kind, entry.Inode));
        }
    }
}
