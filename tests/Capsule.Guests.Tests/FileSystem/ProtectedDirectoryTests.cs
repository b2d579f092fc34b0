using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>Directories that guests see as they are, like the standard library's.</summary>
public sealed class ProtectedDirectoryTests
{
    private readonly TestFiles files = new(BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal)
    {
        ["lib"] = TestFiles.Shared(isProtected: true, ("module", [1]), ("package/module", [2])),
        ["tmp"] = TestFiles.Shared(isProtected: false),
    }));

    [Theory]
    [InlineData("/")]
    [InlineData("/lib")]
    [InlineData("/lib/package")]
    public void Nothing_can_be_made_in_them(string directory)
    {
        Assert.Equal(Errno.AccessDenied, files.System.MakeDirectory(null, $"{directory}/new", TestFiles.AllModes));
        Assert.Equal(Errno.AccessDenied, files.System.MakeSymlink(null, $"{directory}/new", "target"));
        Assert.Equal(Errno.AccessDenied, files.TryOpen($"{directory}/new", OpenFlags.Create | OpenFlags.WriteOnly));
    }

    [Fact]
    public void Nothing_can_be_removed_from_them_or_moved()
    {
        files.Write("/tmp/file", []);
        Assert.Equal(Errno.AccessDenied, files.System.RemoveFile(null, "/lib/module"));
        Assert.Equal(Errno.AccessDenied, files.System.RemoveDirectory(null, "/lib/package"));
        Assert.Equal(Errno.AccessDenied, files.System.RemoveDirectory(null, "/tmp"));
        Assert.Equal(Errno.AccessDenied, files.Rename("/lib/module", "/tmp/module"));
        Assert.Equal(Errno.AccessDenied, files.Rename("/tmp/file", "/lib/module"));
        Assert.Equal(Errno.AccessDenied, files.Rename("/lib", "/library"));
    }

    [Fact]
    public void Their_files_cannot_be_written()
    {
        Assert.Equal(Errno.AccessDenied, files.TryOpen("/lib/module", OpenFlags.WriteOnly));
        Assert.Equal(Errno.AccessDenied, files.TryOpen("/lib/module", OpenFlags.ReadWrite));
        Assert.Equal(Errno.AccessDenied, files.TryOpen("/lib/module", OpenFlags.ReadOnly | OpenFlags.Truncate));
        Assert.Equal(Errno.AccessDenied, files.System.Truncate("/lib/module", 0));
        Assert.Equal([1], files.Read("/lib/module"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/lib")]
    [InlineData("/lib/module")]
    public void Their_permissions_stay(string path)
    {
        var before = files.Stat(path).Permissions;
        Assert.Equal(Errno.NotPermitted, files.SetMode(path, TestFiles.AllModes));
        Assert.Equal(before, files.Stat(path).Permissions);
    }

    [Fact]
    public void Other_directories_in_them_can_be_written()
    {
        files.Write("/tmp/file", [3]);
        Assert.Equal([3], files.Read("/tmp/file"));
    }
}
