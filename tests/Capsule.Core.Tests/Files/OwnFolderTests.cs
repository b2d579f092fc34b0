using System.Diagnostics;
using Capsule.Files;

namespace Capsule.Core.Tests.Files;

public sealed class OwnFolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_that_is_made_is_for_its_owner_only()
    {
        var path = Path.Combine(folder.Path, "a", "b");

        OwnFolder.Ensure(path);

        Assert.Equal(Private, File.GetUnixFileMode(path));
        OwnFolder.Check(path);
    }

    [Fact]
    public void A_folder_that_others_can_write_to_is_refused_and_left_as_it_is()
    {
        var path = Make("open", Everybody);

        Assert.Contains("other users can write", Refusal(path), StringComparison.Ordinal);
        Assert.Equal(Everybody, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_folder_that_others_can_exchange_is_refused()
    {
        var above = Make("above", Everybody);
        var path = Make("above/own", Private);

        Assert.Contains($"other users can write to {above}", Refusal(path), StringComparison.Ordinal);

        File.SetUnixFileMode(above, Everybody | UnixFileMode.StickyBit);
        OwnFolder.Check(path);
    }

    [Fact]
    public void A_link_is_followed_and_what_is_on_its_way_is_looked_at()
    {
        Make("above", Everybody);
        Make("above/own", Private);
        var link = Path.Combine(folder.Path, "link");
        File.CreateSymbolicLink(link, "above/../above/own");

        Assert.Contains("other users can write", Refusal(link), StringComparison.Ordinal);

        File.SetUnixFileMode(Path.Combine(folder.Path, "above"), Private);
        OwnFolder.Check(link);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        var link = Path.Combine(folder.Path, "circle");
        File.CreateSymbolicLink(link, "circle");

        Assert.Contains("too many", Refusal(link), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder() => Assert.Contains("is not a folder", Refusal(folder.Write("file", "")), StringComparison.Ordinal);

    [Fact]
    public void A_folder_of_another_user_is_refused_also_when_it_lies_above()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
        Make("theirs", Private);
        var path = Make("theirs/own", Private);
        Give(Path.Combine(folder.Path, "theirs"), "1234");

        Assert.Contains("belongs to user 1234", Refusal(path), StringComparison.Ordinal);

        Give(Path.Combine(folder.Path, "theirs"), "0");
        Give(path, "1234");
        Assert.Contains("belongs to user 1234", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_another_name_or_that_others_can_write_is_nobodys_own()
    {
        var path = folder.Write("file", "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.True(OwnFolder.IsOwn(FileStatus.Of(path)!.Value));

        File.SetUnixFileMode(path, Everybody);
        Assert.False(OwnFolder.IsOwn(FileStatus.Of(path)!.Value));

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Run("ln", path, path + ".link");
        Assert.False(OwnFolder.IsOwn(FileStatus.Of(path)!.Value));
    }

    private static string Refusal(string path) => Assert.ThrowsAny<IOException>(() => OwnFolder.Ensure(path)).Message;

    private static void Give(string path, string user) => Run("chown", user, path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Make(string name, UnixFileMode mode)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
