using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class CacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder cache = new();

    public void Dispose()
    {
        folder.Dispose();
        cache.Dispose();
    }

    [Fact]
    public async Task The_cache_is_where_the_environment_says()
    {
        Assert.Equal(cache.Path + "\n", (await RunAsync("cache", "path")).Output);
        Assert.Equal(
            Path.Combine(cache.Path, "capsule") + "\n",
            (await CliProcess.RunAsync(null, new Dictionary<string, string> { ["CAPSULE_CACHE"] = "", ["XDG_CACHE_HOME"] = cache.Path }, "cache", "path")).Output);
        Assert.Equal(
            Path.Combine(cache.Path, ".cache", "capsule") + "\n",
            (await CliProcess.RunAsync(null, new Dictionary<string, string> { ["CAPSULE_CACHE"] = "", ["XDG_CACHE_HOME"] = "", ["HOME"] = cache.Path }, "cache", "path")).Output);
    }

    [Fact]
    public async Task A_cache_that_is_not_there_is_empty()
    {
        Directory.Delete(cache.Path);

        var list = await RunAsync("cache", "list");
        var clear = await RunAsync("cache", "clear");
        Directory.CreateDirectory(cache.Path);

        Assert.Equal((0, "", ""), (list.ExitCode, list.Output, list.Error));
        Assert.Equal((0, "removed 0 entries, 0.0 MB\n"), (clear.ExitCode, clear.Error));
    }

    /// <summary>One test, because each machine that is prepared costs seconds of CPU.</summary>
    [Fact]
    public async Task Entries_are_listed_pruned_by_age_and_cleared_and_made_again()
    {
        folder.Write("app.py", "def main(): return 1\n");
        Assert.Equal("1\n", (await RunAsync("run", "app.py")).Output);

        var kinds = (await RunAsync("cache", "list")).Output.Split('\n').Select(line => line.Split(' ')[0]).ToArray();
        Assert.All(["code", "image", "program", "index", "key"], kind => Assert.Contains(kind, kinds));

        Assert.Contains("removed 0 entries", (await RunAsync("cache", "prune")).Error, StringComparison.Ordinal);
        foreach (var program in Directory.GetFiles(cache.Path, "program-*"))
        {
            File.SetLastWriteTimeUtc(program, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Assert.Contains("removed 1 entries", (await RunAsync("cache", "prune", "--older-than", "7d")).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cache.Path, "program-*"));
        Assert.Equal((0, "1\n", ""), await ShortAsync("run", "app.py"));

        Assert.Contains("removed", (await RunAsync("cache", "clear")).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cache.Path, "*.cwasm"));
        var setup = await RunAsync("setup");
        Assert.Equal((0, ""), (setup.ExitCode, setup.Output));
        Assert.EndsWith($"ready; prepared files are in {cache.Path}\n", setup.Error, StringComparison.Ordinal);
        Assert.Equal((0, "1\n", ""), await ShortAsync("run", "app.py"));
    }

    [Theory]
    [InlineData("prune", "--older-than", "soon")]
    [InlineData("lsit")]
    [InlineData("list", "extra")]
    public async Task A_wrong_command_removes_nothing(params string[] words)
    {
        folder.Write("keep", "");

        var result = await RunAsync(["cache", .. words]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(words[^1], result.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> ShortAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        return (result.ExitCode, result.Output, result.Error);
    }

    private Task<CliResult> RunAsync(params string[] arguments) =>
        CliProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["CAPSULE_CACHE"] = cache.Path }, arguments);
}
