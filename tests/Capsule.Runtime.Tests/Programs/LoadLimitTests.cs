using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Programs;

/// <summary>What a program may use while its modules are loaded, and how it learns that it was too little.</summary>
public sealed class LoadLimitTests(RuntimeFixture fixture) : IDisposable
{
    private const string Again = "it was not tried again";
    private static readonly LoadLimits Low = new() { Compute = new Compute(50_000_000) };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_program_that_met_a_limit_is_not_loaded_again_until_something_changes()
    {
        folder.Write("main.py", "import other\ndef main(): return other.VALUE\n");
        folder.Write("other.py", "VALUE = sum(range(10 ** 7))\n");

        var first = await FailAsync(Low);
        Assert.Equal(ErrorType.BuildError, first.Type);
        Assert.Contains("more compute than the 50000000", first.Message, StringComparison.Ordinal);
        Assert.Contains("--load-compute, or load_compute in [build] of capsule.toml", first.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Again, first.Message, StringComparison.Ordinal);
        Assert.Contains(Again, (await FailAsync(Low)).Message, StringComparison.Ordinal);

        // Another limit, other files: it is tried.
        Assert.DoesNotContain(Again, (await FailAsync(Low with { Compute = new Compute(60_000_000) })).Message, StringComparison.Ordinal);
        folder.Write("other.py", "VALUE = 7\n");
        Assert.Equal("7", await RunAsync(Low));
    }

    [Fact]
    public async Task A_limit_that_is_raised_lets_a_program_load()
    {
        folder.Write("main.py", "VALUE = sum(range(10 ** 7))\ndef main(): return VALUE\n");

        await FailAsync(Low);
        Assert.Equal("49999995000000", await RunAsync(LoadLimits.Default));
    }

    [Fact]
    public async Task Memory_for_loading_is_limited()
    {
        folder.Write("main.py", "VALUE = bytearray(300_000_000)\ndef main(): return len(VALUE)\n");

        Assert.Contains(
            "more memory than the 128MB", (await FailAsync(new LoadLimits { Ram = new ByteSize(128_000_000) })).Message, StringComparison.Ordinal);
        Assert.Contains("load_ram=1MB is less than", (await FailAsync(new LoadLimits { Ram = new ByteSize(1_000_000) })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import time\ntime.sleep(3600)\n")]
    [InlineData("while True: pass\n")]
    public async Task Time_for_loading_is_what_the_program_itself_spends(string module)
    {
        folder.Write("main.py", module + "def main(): pass\n");

        var failure = await FailAsync(new LoadLimits { Time = TimeSpan.FromMilliseconds(200) });
        Assert.Contains("more time than the 200ms", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Again, (await FailAsync(new LoadLimits { Time = TimeSpan.FromMilliseconds(200) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_sets_its_limits()
    {
        folder.Write("main.py", "VALUE = sum(range(10 ** 7))\ndef main(): return VALUE\n");
        folder.Write("capsule.toml", "[build]\nload_compute = 50_000_000\nload_ram = \"512MB\"\nload_time = \"1m\"\n");

        Assert.Contains("more compute than the 50000000", (await FailAsync(null)).Message, StringComparison.Ordinal);
        Assert.Equal(
            new LoadLimits { Compute = new Compute(50_000_000), Ram = new ByteSize(512_000_000), Time = TimeSpan.FromMinutes(1) },
            Project().Loading);
    }

    private async Task<string> RunAsync(LoadLimits limits)
    {
        Assert.True((await LoadAsync(limits)).TryGet(out var program, out var failure), failure?.Message);
        return (await fixture.Runtime.RunAsync(program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
    }

    private async Task<Failure> FailAsync(LoadLimits? limits)
    {
        Assert.False((await LoadAsync(limits)).TryGet(out _, out var failure));
        return failure;
    }

    private Task<Outcome<LoadedProgram>> LoadAsync(LoadLimits? limits)
    {
        var project = Project();
        return fixture.Runtime.LoadAsync(
            new ProgramRequest(Path.Combine(folder.Path, "main.py"), project with { Loading = limits ?? project.Loading }), new RunOptions(),
            TestContext.Current.CancellationToken);
    }

    private ProjectFile Project() => ProjectFileReader.Find(folder.Path).Get();
}
