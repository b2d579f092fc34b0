using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>Folders that whoever runs a program gives to its tasks.</summary>
public sealed class FolderMountTests(RuntimeFixture fixture)
{
    [Theory]
    [InlineData("./data", "./data", "./data", false)]
    [InlineData("data:rw", "data", "data", true)]
    [InlineData("data/in:ro", "data/in", "data/in", false)]
    [InlineData("/srv/files", "/srv/files", "files", false)]
    [InlineData("../shared:rw", "../shared", "shared", true)]
    [InlineData("a:b::c", "a:b", "c", false)]
    [InlineData("/srv::/srv:rw", "/srv", "/srv", true)]
    [InlineData("a::b::c", "a", "b::c", false)]
    public void A_mount_is_written_as_host_guest_and_mode(string text, string host, string guest, bool isWritable)
    {
        Assert.True(FolderMount.Parse(text).TryGet(out var mount, out var failure), failure?.Message);
        Assert.Equal(new FolderMount { HostPath = host, GuestPath = guest, IsWritable = isWritable }, mount);
    }

    [Theory]
    [InlineData("repo:overlay", "repo", null)]
    [InlineData("./repo::work:overlay=0123abcd", "work", "0123abcd")]
    public void A_mount_may_name_an_overlay_or_ask_for_a_new_one(string text, string guest, string? id)
    {
        Assert.True(FolderMount.Parse(text).TryGet(out var mount, out var failure), failure?.Message);
        Assert.Equal((guest, true, true, id), (mount.GuestPath, mount.IsWritable, mount.IsOverlay, mount.OverlayId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":rw")]
    [InlineData("::guest")]
    [InlineData("data::")]
    [InlineData("data::/")]
    [InlineData("data::../up")]
    [InlineData("data::/lib/python3.14")]
    [InlineData("data::/dev")]
    [InlineData("data:overlay=../../x")]
    [InlineData("data:overlay=")]
    public void What_is_no_mount_is_refused(string text)
    {
        Assert.False(FolderMount.Parse(text).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains($"'{text}'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mounted", "mounted/a")]
    [InlineData("deep/er", "/workspace/deep/er/a")]
    [InlineData("/srv/files", "/srv/files/a")]
    [InlineData("/tmp/files", "/tmp/files/a")]
    [InlineData("data", "data/a")]
    public async Task A_mount_is_where_it_says(string guest, string path)
    {
        using var project = new Project(fixture.Runtime);
        var folder = Directory.CreateDirectory(Path.Combine(project.Outside, "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a"), "x", TestContext.Current.CancellationToken);
        var mount = new FolderMount { HostPath = folder, GuestPath = guest, IsWritable = true };

        var envelope = await project.RunAsync(
            $"text = open('{path}').read()\nopen('{path}', 'w').write('changed')\nreturn text",
            "['./data']", new RunOptions { Mounts = [mount] });

        Assert.Equal("\"x\"", envelope.Json());
        Assert.Equal("changed", await File.ReadAllTextAsync(Path.Combine(folder, "a"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_mount_through_a_symbolic_link_is_the_operators_business()
    {
        using var project = new Project(fixture.Runtime);
        Directory.CreateSymbolicLink(project.Of("link"), Path.Combine(project.Outside, "other"));
        var mount = new FolderMount { HostPath = project.Of("link"), GuestPath = "other" };

        var envelope = await project.RunAsync("return open('other/secret.txt').read()", options: new RunOptions { Mounts = [mount] });
        Assert.Equal($"\"{Project.Secret}\"", envelope.Json());
    }

    [Fact]
    public async Task A_mount_of_nothing_is_an_error_of_configuration()
    {
        using var project = new Project(fixture.Runtime);
        var mount = new FolderMount { HostPath = "/none", GuestPath = "x" };
        var envelope = await project.RunAsync("return 1", options: new RunOptions { Mounts = [mount] });

        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Equal("the mount of /none at 'x' is not possible: /none does not exist", envelope.Error!.Message);
    }

    [Fact]
    public async Task A_mounted_folder_lists_fast_however_much_is_in_it()
    {
        using var project = new Project(fixture.Runtime);
        for (var i = 0; i < 100_000; i++)
        {
            await File.Create(project.Of($"data/{i}")).DisposeAsync();
        }

        var envelope = await project.RunAsync("return [len(os.listdir('data')), sum(e.is_file() for e in os.scandir('data'))]");
        Assert.Equal("[100000,100000]", envelope.Json());
    }
}
