using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class FolderGrantsTests
{
    [Fact]
    public void A_folder_without_a_mode_can_be_written_to()
    {
        Assert.Equal([new FolderGrant("./data", IsWritable: true)], Read(Written.List("./data")));
        Assert.Equal(
            [new FolderGrant("./data", IsWritable: true)], Read(Written.List(Written.Table(("path", "./data")))));
    }

    [Theory]
    [InlineData("read-write", true)]
    [InlineData("rw", true)]
    [InlineData("read-only", false)]
    [InlineData("ro", false)]
    public void A_mode_is_accepted(string mode, bool isWritable) => Assert.Equal(
        [new FolderGrant("./data", isWritable)], Read(Written.List(Written.Table(("path", "./data"), ("mode", mode)))));

    [Theory]
    [InlineData("")]
    [InlineData("write")]
    [InlineData("READ-ONLY")]
    [InlineData("r")]
    [InlineData(true)]
    [InlineData(null)]
    public void Any_other_mode_is_refused(object? mode) =>
        Assert.Null(Read(Written.List(Written.Table(("path", "./data"), ("mode", mode)))));

    [Fact]
    public void Folders_keep_their_order() => Assert.Equal(
        [new FolderGrant("b", true), new FolderGrant("a", false), new FolderGrant("b", true)],
        Read(Written.List("b", Written.Table(("path", "a"), ("mode", "ro")), "b")));

    [Fact]
    public void An_empty_list_grants_nothing() => Assert.Equal([], Read(Written.List()));

    [Theory]
    [InlineData("./data")]
    [InlineData(1)]
    [InlineData(true)]
    [InlineData(null)]
    public void What_is_no_list_is_refused(object? value) => Assert.Null(Read(Written.Of(value)));

    [Fact]
    public void A_table_is_refused_where_a_list_should_be() => Assert.Null(Read(Written.Table(("path", "./data"))));

    [Theory]
    [InlineData("")]
    [InlineData(1)]
    [InlineData(true)]
    [InlineData(null)]
    public void One_wrong_folder_refuses_the_list(object? item)
    {
        Assert.Null(Read(Written.List("./data", item)));
        Assert.Null(Read(Written.List("./data", Written.Table(("path", item)))));
    }

    [Fact]
    public void A_table_without_a_path_or_with_another_key_is_refused()
    {
        Assert.Null(Read(Written.List(Written.Table())));
        Assert.Null(Read(Written.List(Written.Table(("mode", "ro")))));
        Assert.Null(Read(Written.List(Written.Table(("path", "a"), ("mod", "ro")))));
        Assert.Null(Read(Written.List(Written.Table(("path", "a"), ("MODE", "ro")))));
    }

    [Fact]
    public void Any_list_gives_a_grant_for_each_item_or_nothing() => OptionGen.Value.List[0, 3].Holds(
        items => Read(new OptionValue.List(items)) is not { } folders
            || (folders.Count == items.Count && folders.All(folder => folder.Path.Length > 0)),
        iter: 2000);

    private static IReadOnlyList<FolderGrant>? Read(OptionValue value) =>
        PolicyOptions.Find("allowed_files")!.Apply(TaskPolicy.Default, value)?.AllowedFiles;
}
