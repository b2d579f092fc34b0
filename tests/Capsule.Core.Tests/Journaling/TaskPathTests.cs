using CsCheck;

namespace Capsule.Core.Tests.Journaling;

public sealed class TaskPathTests
{
    [Fact]
    public void A_path_counts_the_subtasks_of_each_task()
    {
        var path = TaskPath.Root.Child(0).Child(3);
        Assert.Equal("0.3", path.ToString());
        Assert.Equal(TaskPath.Root.Child(0), path.Parent);
        Assert.Equal(TaskPath.Root, path.Parent!.Value.Parent);
        Assert.Null(TaskPath.Root.Parent);
        Assert.Equal(2, path.Depth);
        Assert.True(TaskPath.Root.IsRoot);
        Assert.Equal(string.Empty, TaskPath.Root.ToString());
    }

    [Fact]
    public void What_was_written_is_read() => Gen.Int[0, int.MaxValue].Array[0, 8].Holds(indices =>
    {
        var path = indices.Aggregate(TaskPath.Root, (parent, index) => parent.Child(index));
        Assert.True(TaskPath.TryParse(path.ToString(), out var read));
        Assert.Equal(path, read);
        Assert.Equal(path.GetHashCode(), read.GetHashCode());
        Assert.Equal(indices.Length, read.Depth);
    });

    [Theory]
    [InlineData(".")]
    [InlineData("0.")]
    [InlineData("00")]
    [InlineData("-1")]
    [InlineData("0.x")]
    [InlineData("99999999999")]
    public void Anything_else_is_no_path(string text) => Assert.False(TaskPath.TryParse(text, out _));
}
