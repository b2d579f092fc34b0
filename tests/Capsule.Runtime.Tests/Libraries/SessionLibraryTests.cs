using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Libraries;

/// <summary>Sessions that import packages, compiled ones among them.</summary>
public sealed class SessionLibraryTests(RuntimeFixture fixture) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SessionOptions Options
    {
        get
        {
            folder.Write("pure.py", "VALUE = 'pure'\n");
            File.WriteAllBytes(Path.Combine(folder.Path, WasmCompiler.FileOf("counter")), WasmCompiler.Build("counter.c"));
            return new SessionOptions { SitePackages = folder.Path };
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cells_import_pure_and_compiled_packages()
    {
        await using var session = await fixture.Runtime.CreateSessionAsync(Options, cancellationToken: Stop);
        Assert.Equal("('pure', 41)", await session.ReprAsync("import pure, counter; (pure.VALUE, counter.next())"));
        Assert.Equal("42", await session.ReprAsync("counter.next()"));
    }

    [Fact]
    public async Task Forks_and_snapshots_have_a_librarys_state_of_their_own()
    {
        await using var session = await fixture.Runtime.CreateSessionAsync(Options, cancellationToken: Stop);
        Assert.Equal("41", await session.ReprAsync("import counter; counter.next()"));
        var snapshot = await session.SnapshotAsync(Stop);
        await using var fork = await session.ForkAsync(Stop);
        Assert.Equal("42", await session.ReprAsync("counter.next()"));
        Assert.Equal("42", await fork.ReprAsync("counter.next()"));
        Assert.Equal("43", await fork.ReprAsync("counter.next()"));
        await session.RestoreAsync(snapshot, Stop);
        Assert.Equal("42", await session.ReprAsync("counter.next()"));
    }

    [Fact]
    public async Task A_session_is_loaded_by_another_runtime_with_its_libraries()
    {
        byte[] saved;
        await using (var session = await fixture.Runtime.CreateSessionAsync(Options, cancellationToken: Stop))
        {
            Assert.Equal("41", await session.ReprAsync("import counter; counter.next()"));
            saved = await session.SaveAsync(Stop);
        }

        await using var other = await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache }, Stop);
        await using var loaded = other.LoadSession(saved, Options);
        Assert.Equal("42", await loaded.ReprAsync("counter.next()"));
        Assert.Equal("'pure'", await loaded.ReprAsync("import pure; pure.VALUE"));
    }

    [Fact]
    public async Task A_cell_that_loops_in_a_library_is_interrupted_and_the_session_goes_on_from_before()
    {
        await using var session = await fixture.Runtime.CreateSessionAsync(Options with { Grace = TimeSpan.FromMilliseconds(100) }, cancellationToken: Stop);
        Assert.Equal("41", await session.ReprAsync("import counter; counter.next()"));
        var result = await session.DoAsync("counter.spin()", new SessionCall { Compute = new Compute(100_000_000) });
        Assert.NotNull(result.Failure);
        Assert.Equal("42", await session.ReprAsync("counter.next()"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var created = await fixture.Runtime.TryCreateSessionAsync(new SessionOptions { SitePackages = "/nowhere/at/all" }, cancellationToken: Stop);
        Assert.False(created.TryGet(out _, out var failure));
        Assert.Contains("there is no folder /nowhere/at/all", failure!.Message, StringComparison.Ordinal);
    }
}
