using System.Text;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Execution;

/// <summary>The runtime with a guest that is not Python: what it knows of a language is in the port.</summary>
public sealed class GuestPortTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task A_task_of_another_language_is_loaded_and_run()
    {
        var guest = new EchoGuest();
        await using var runtime = await CapsuleRuntime.CreateAsync(Options(guest), Stop);
        var program = (await runtime.LoadAsync(Source, new RunOptions(), Stop)).Get();
        Assert.Equal(["shout", "whisper"], program.Manifest.Tasks.Select(task => task.Name).Order());

        var observer = new RecordingObserver();
        var envelope = await runtime.RunAsync(program, new TaskCall { Task = "shout", Args = [Json("1"), Json("\"a\"")] }, new RunOptions { Observer = observer }, Stop);
        Assert.Equal("""{"task": "shout", "args": [1,"a"]}""", envelope.Json());
        Assert.Equal("running\n", observer.Output);
        Assert.True(envelope.Execution.FuelConsumed > 0);
        Assert.Equal(2, guest.Started.Count);
    }

    [Fact]
    public async Task An_artifact_names_its_language_and_no_other_guest_runs_it()
    {
        await using var runtime = await CapsuleRuntime.CreateAsync(Options(new EchoGuest()), Stop);
        var program = (await runtime.LoadAsync(Source, new RunOptions(), Stop)).Get();
        var artifact = ArtifactReader.Read(program.Export(), "a.capsule").Get();
        Assert.Equal("echo", artifact.Info.Language);

        var loaded = await fixture.Runtime.LoadAsync(artifact, new RunOptions(), Stop);
        Assert.False(loaded.TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.Contains("a program in echo", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_is_opened_when_a_program_first_needs_it_and_once()
    {
        var opened = 0;
        var guest = new EchoGuest();
        var options = new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            PreparedLanguages = [],
            OpenGuest = _ =>
            {
                opened++;
                return guest;
            },
        };
        await using var runtime = await CapsuleRuntime.CreateAsync(options, Stop);
        Assert.Equal(0, opened);
        await Task.WhenAll(runtime.LoadAsync(Source, new RunOptions(), Stop), runtime.LoadAsync(Source, new RunOptions(), Stop));
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task A_guest_that_is_missing_is_why_a_program_is_not_loaded()
    {
        var options = new CapsuleOptions { CacheDirectory = Checkout.Cache, PreparedLanguages = [], GuestDirectory = "/nowhere" };
        await using var runtime = await CapsuleRuntime.CreateAsync(options, Stop);
        Assert.False((await runtime.LoadAsync(Source, new RunOptions(), Stop)).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.StartsWith("the Python guest is incomplete: /nowhere/python has no python.wasm", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello.py", "python")]
    [InlineData("/a/b/hello.py", "python")]
    [InlineData("hello.rb", null)]
    [InlineData("py", null)]
    public void A_language_is_that_of_the_ending_of_a_files_name(string file, string? language) =>
        Assert.Equal(language, GuestLanguage.OfFile(file)?.Name);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ProgramSource Source => new()
    {
        EntryFile = "main.echo",
        Module = "main",
        SearchFolder = "",
        Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["main.echo"] = Encoding.UTF8.GetBytes("shout\nwhisper\n") },
        Packages = new Dictionary<string, ReadOnlyMemory<byte>>(),
    };

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonDocument.Parse(text).RootElement;

    private static CapsuleOptions Options(EchoGuest guest) => new() { CacheDirectory = Checkout.Cache, OpenGuest = _ => guest };
}
