using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Pipes, devices, folders and files of terabytes in the place of each file that a command reads.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SpecialFileTests() => folder.Write("main.py", "def main(*words): return 1\n");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mkfifo it", "inspect it", "is a pipe")]
    [InlineData(":", "inspect /dev/zero", "is a pipe, a socket or a device")]
    [InlineData("truncate -s 8T it", "inspect it", "it is no WebAssembly module")]
    [InlineData("printf '\\0asm' > it; truncate -s 8T it", "inspect it", "are allowed")]
    [InlineData("mkdir it", "inspect it", "is a folder")]
    [InlineData("mkfifo it", "exec it", "is a pipe")]
    [InlineData(":", "exec /dev/zero", "is a pipe, a socket or a device")]
    [InlineData("mkfifo it", "run main.py --args-file it", "is a pipe")]
    [InlineData(":", "run main.py --args-file /dev/zero", "is a pipe, a socket or a device")]
    [InlineData("truncate -s 8T it", "run main.py --args-file it", "are allowed")]
    [InlineData("mkfifo capsule.toml", "run main.py", "is a pipe")]
    [InlineData("ln -s /dev/zero capsule.toml", "run main.py", "is a pipe, a socket or a device")]
    [InlineData("truncate -s 8T capsule.toml", "inspect main.py", "not an artifact")]
    [InlineData("truncate -s 8T capsule.toml", "run main.py", "are allowed")]
    [InlineData("mkfifo .env", "run main.py", "is a pipe")]
    [InlineData("ln -s /dev/zero .env.local", "run main.py", "is a pipe, a socket or a device")]
    [InlineData("truncate -s 8T .env", "run main.py", "and 1048576 are allowed")]
    [InlineData("printf '[workflow]\\nentrypoint = \"../main.py\"\\n' > capsule.toml", "run", "is not in the project's folder")]
    public async Task Is_refused_at_once(string preparation, string command, string message)
    {
        var result = await CliProcess.ShellAsync(
            $"cd '{folder.Path}' && ({preparation}) && CAPSULE_CACHE='{Checkout.Cache}' exec '{CliProcess.Path}' {command}");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkdir -p .capsule/locks; mkfifo .capsule/locks/journal.lock", "run main.py --durable", "journal.lock is a pipe")]
    [InlineData("mkdir -p .capsule/locks; mkfifo .capsule/locks/runs.lock", "run main.py --durable", "runs.lock is a pipe")]
    [InlineData("mkdir -p .capsule; mkfifo .capsule/journal.db", "run main.py --durable", "journal.db is a pipe")]
    [InlineData("mkdir -p .capsule; mkfifo .capsule/.gitignore", "run main.py --durable", ".gitignore is a pipe")]
    public async Task Is_no_journal_and_refused_at_once(string preparation, string command, string message)
    {
        var result = await CliProcess.ShellAsync(
            $"cd '{folder.Path}' && ({preparation}) && CAPSULE_CACHE='{Checkout.Cache}' exec '{CliProcess.Path}' {command}");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("journal", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Folders that only have the name do not count.</summary>
    [Theory]
    [InlineData("mkdir capsule.toml .env .env.local")]
    public async Task A_folder_in_the_place_of_settings_counts_as_missing(string preparation)
    {
        var result = await CliProcess.ShellAsync(
            $"cd '{folder.Path}' && {preparation} && CAPSULE_CACHE='{Checkout.Cache}' exec '{CliProcess.Path}' run main.py");

        Assert.Equal((0, "1\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("1.5")]
    [InlineData("1e99")]
    public async Task An_artifact_whose_format_is_no_number_is_damaged(string format)
    {
        var path = Path.Combine(folder.Path, "forged.wasm");
        await File.WriteAllBytesAsync(path, ForgedArtifact.Of($"{{\"format\":{format}}}"), TestContext.Current.CancellationToken);

        foreach (var command in (string[])["inspect", "exec"])
        {
            var result = await CliProcess.RunAsync(command, path);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.Contains("is damaged", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cache_that_others_can_write_to_is_not_used()
    {
        var cache = Directory.CreateDirectory(Path.Combine(folder.Path, "cache")).FullName;
        File.SetUnixFileMode(cache, (UnixFileMode)0x1ff);

        var result = await CliProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["CAPSULE_CACHE"] = cache }, "run", "main.py");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"other users can write to {cache}", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(cache));
    }

    [Fact]
    public async Task A_key_in_the_cache_is_refused()
    {
        var environment = new Dictionary<string, string>
        {
            ["CAPSULE_CACHE"] = folder.Path,
            ["CAPSULE_KEYS"] = Path.Combine(folder.Path, "keys"),
        };

        var result = await CliProcess.RunAsync(folder.Path, environment, "run", "main.py");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("set CAPSULE_KEYS to another folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_home_each_process_has_a_folder_of_its_own()
    {
        const string alone = "env -u HOME -u XDG_CACHE_HOME -u XDG_STATE_HOME -u XDG_DATA_HOME -u CAPSULE_CACHE -u CAPSULE_STATE -u CAPSULE_KEYS";
        var script = $"{alone} TMPDIR='{folder.Path}' '{CliProcess.Path}' cache path";

        var (first, second) = (await CliProcess.ShellAsync(script), await CliProcess.ShellAsync(script));

        Assert.StartsWith($"{folder.Path}/capsule-", first.Output, StringComparison.Ordinal);
        Assert.NotEqual(first.Output, second.Output);
        Assert.Empty(Directory.GetDirectories(folder.Path));
    }
}
