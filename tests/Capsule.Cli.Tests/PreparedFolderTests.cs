using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>A guest that was prepared ahead, as in a container image or an installation: who uses it, and when it is not used.</summary>
public sealed class PreparedFolderTests(PreparedGuest guest) : IClassFixture<PreparedGuest>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_made_by_setup_which_says_how_to_use_it_and_is_checked_by_sha256sum()
    {
        var sums = await CliProcess.ShellAsync($"cd '{guest.Path}' && sha256sum --strict -c SHA256SUMS");

        Assert.Equal((0, ""), (guest.Result.ExitCode, guest.Result.Output));
        Assert.EndsWith($"ready; set CAPSULE_PREPARED={guest.Path} where they are to be used\n", guest.Result.Error, StringComparison.Ordinal);
        Assert.Equal(0, sums.ExitCode);
        Assert.Equal(7, Directory.GetFiles(guest.Path).Length); // code and memory of Python, JavaScript and the TypeScript compiler, and the sums
        Assert.All(Directory.GetFiles(guest.Path), file => Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead), file));
    }

    [Fact]
    public async Task Nothing_is_prepared_where_it_is_used()
    {
        var first = await HelloAsync(guest.Path, Path.Combine(folder.Path, "cache"));
        var second = await HelloAsync(guest.Path, Path.Combine(folder.Path, "cache"));
        var script = await CliProcess.RunAsync(
            null, Environment(guest.Path, Path.Combine(folder.Path, "cache")), "run", "--no-journal", Path.Combine(Checkout.Root, "examples", "hello.ts"));

        Assert.Equal((0, "Hello from Capsule!\n", ""), (first.ExitCode, first.Output, first.Error));
        Assert.Equal((0, "Hello from Capsule!\n", ""), (second.ExitCode, second.Output, second.Error));
        Assert.Equal((0, ""), (script.ExitCode, script.Error));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "cache"), "*.image"));
    }

    [Fact]
    public async Task Where_no_folder_of_the_user_can_be_written_runs_go_on_with_one_warning_that_names_the_variables()
    {
        var result = await HelloAsync(guest.Path, cache: "", home: "/dev/null");

        Assert.Equal((0, "Hello from Capsule!\n"), (result.ExitCode, result.Output));
        var warning = Assert.Single(result.Error.Trim().Split('\n'));
        Assert.StartsWith("warning: /dev/null is not a folder: ", warning, StringComparison.Ordinal);
        Assert.Contains("set CAPSULE_CACHE, CAPSULE_KEYS and CAPSULE_STATE to folders that can be written", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_fails_where_what_it_prepares_would_not_stay()
    {
        var result = await CliProcess.RunAsync(null, Environment(guest.Path, cache: "", home: "/dev/null"), "setup");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            "error: nothing was prepared to stay: /dev/null is not a folder. Set CAPSULE_CACHE and CAPSULE_KEYS to folders that can be written\n", result.Error);
    }

    [Fact]
    public async Task A_cache_that_somebody_named_and_that_cannot_be_used_stays_an_error()
    {
        var result = await HelloAsync(guest.Path, "/dev/null/cache");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("the cache in /dev/null/cache", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python-*.cwasm")]
    [InlineData("python-*.image")]
    public async Task A_damaged_file_is_not_used_but_prepared_in_the_cache(string pattern)
    {
        var copy = guest.CopyTo(folder);
        var file = Assert.Single(Directory.GetFiles(copy, pattern));
        using (var stream = File.Open(file, FileMode.Open))
        {
            stream.Position = stream.Length / 2;
            var old = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)~old);
        }

        var result = await HelloAsync(copy, Path.Combine(folder.Path, "cache"));

        Assert.Equal((0, "Hello from Capsule!\n"), (result.ExitCode, result.Output));
        Assert.Contains("Preparing this machine", result.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "cache"), pattern));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SHA256SUMS")]
    public async Task A_folder_that_others_can_write_to_is_refused(string entry)
    {
        var copy = guest.CopyTo(folder);
        var path = Path.Combine(copy, entry);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);

        var result = await HelloAsync(copy, Path.Combine(folder.Path, "cache"));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("CAPSULE_PREPARED names a folder that cannot be used: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("can", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_others_can_write_to_is_not_used()
    {
        var copy = guest.CopyTo(folder);
        var file = Assert.Single(Directory.GetFiles(copy, "python-*.cwasm"));
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);

        var result = await HelloAsync(copy, Path.Combine(folder.Path, "cache"));

        Assert.Contains("compiling", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_or_is_not_prepared_is_an_error_that_names_the_command()
    {
        var result = await HelloAsync(Path.Combine(folder.Path, "none"), Path.Combine(folder.Path, "cache"));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("capsule setup --into DIR", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_others_in_the_folder_are_left_alone()
    {
        folder.Write("full/photo.jpg", "");

        var result = await CliProcess.RunAsync("setup", "--into", Path.Combine(folder.Path, "full"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has other files than prepared ones, such as photo.jpg", result.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(folder.Path, "full")));
    }

    [Fact]
    public async Task Doctor_says_which_folder_is_used_and_when_it_is_of_another_version()
    {
        var fine = await CliProcess.RunAsync(null, new Dictionary<string, string> { ["CAPSULE_PREPARED"] = guest.Path }, "doctor");
        folder.Write("old/SHA256SUMS", $"{new string('0', 64)}  python-0123456789abcdef-wasmtime1.cwasm\n");
        var old = await CliProcess.RunAsync(
            null, new Dictionary<string, string> { ["CAPSULE_PREPARED"] = Path.Combine(folder.Path, "old") }, "doctor");

        Assert.Contains($"ok    prepared: {guest.Path}\n", fine.Output, StringComparison.Ordinal);
        Assert.Equal(2, old.ExitCode);
        Assert.Contains("old was made by another version of Capsule; make it again: capsule setup --into ", old.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Environment(string prepared, string cache, string? home = null)
    {
        var variables = new Dictionary<string, string> { ["CAPSULE_PREPARED"] = prepared, ["CAPSULE_CACHE"] = cache };
        if (home is not null)
        {
            variables["HOME"] = home;
            variables["XDG_CACHE_HOME"] = variables["XDG_DATA_HOME"] = variables["XDG_STATE_HOME"] = variables["CAPSULE_KEYS"] = variables["CAPSULE_STATE"] = "";
        }

        return variables;
    }

    private static Task<CliResult> HelloAsync(string prepared, string cache, string? home = null) => CliProcess.RunAsync(
        null, Environment(prepared, cache, home), "run", "--no-journal", Path.Combine(Checkout.Root, "examples", "hello.py"));
}
