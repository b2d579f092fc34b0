using Capsule.Policies;

namespace Capsule.Core.Tests.Policies;

public sealed class FolderPathTests
{
    [Theory]
    [InlineData(".", "")]
    [InlineData("./", "")]
    [InlineData("data", "data")]
    [InlineData("./data/", "data")]
    [InlineData("a//b/./c", "a|b|c")]
    [InlineData("a/../b", "b")]
    [InlineData("a/..", "")]
    [InlineData("...", "...")]
    [InlineData("~/a", "~|a")]
    [InlineData("a\\b", "a\\b")]
    [InlineData(" ", " ")]
    public void A_path_within_the_project_is_taken_apart(string path, string names)
    {
        Assert.Equal(names, string.Join('|', FolderPath.Split(path, out var problem)!));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/", "absolute")]
    [InlineData("/data", "absolute")]
    [InlineData("..", "out of the project")]
    [InlineData("../data", "out of the project")]
    [InlineData("a/../../b", "out of the project")]
    [InlineData("./../a", "out of the project")]
    [InlineData("a\0b", "NUL")]
    public void Any_other_path_is_refused(string path, string problem)
    {
        Assert.Null(FolderPath.Split(path, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }
}
