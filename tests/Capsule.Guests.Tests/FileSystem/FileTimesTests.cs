using Capsule.Guests.FileSystem;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>The times of private files.</summary>
public sealed class FileTimesTests
{
    private readonly TestFiles files = new() { Now = 1 };

    public FileTimesTests()
    {
        files.MakeDirectory("directory");
        files.Write("directory/file", [1]);
        files.Now = 2;
    }

    [Fact]
    public void Writing_and_resizing_change_the_time_of_a_file()
    {
        files.Open("directory/file", OpenFlags.WriteOnly).Write([2], 0);
        Assert.Equal(new FileTimes(1, 2, 2), files.Stat("directory/file").Times);
        files.Now = 3;
        files.System.Truncate("directory/file", 5);
        Assert.Equal(new FileTimes(1, 3, 3), files.Stat("directory/file").Times);
        Assert.Equal(FileTimes.At(1), files.Stat("directory").Times);
    }

    [Fact]
    public void Making_removing_and_moving_change_the_time_of_the_directory()
    {
        files.MakeLink("directory/link", "file");
        Assert.Equal(new FileTimes(1, 2, 2), files.Stat("directory").Times);
        files.Now = 3;
        files.Rename("directory/link", "link");
        Assert.Equal((3, 3), (files.Stat("directory").Times.Modified, files.Stat("/").Times.Modified));
        files.Now = 4;
        files.System.RemoveFile(null, "directory/file");
        Assert.Equal(4, files.Stat("directory").Times.Modified);
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("directory/file")]
    public void Permissions_change_only_the_time_of_the_status(string path)
    {
        files.SetMode(path, 0x1c0);
        Assert.Equal(new FileTimes(1, 1, 2), files.Stat(path).Times);
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("directory/file")]
    public void Times_that_are_not_given_stay(string path)
    {
        files.System.Change(null, path, follow: true, node => node.SetTimes(null, 7));
        Assert.Equal(new FileTimes(1, 7, 2), files.Stat(path).Times);
        files.System.Change(null, path, follow: true, node => node.SetTimes(8, null));
        Assert.Equal(new FileTimes(8, 7, 2), files.Stat(path).Times);
    }
}
