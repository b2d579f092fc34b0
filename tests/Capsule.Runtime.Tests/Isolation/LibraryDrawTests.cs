using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Http;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Isolation;

/// <summary>
/// Libraries that draw for themselves while they are imported start from a snapshot, and no two runs share what matters: see
/// <c>_capsule_guest/libraries.py</c>.
/// </summary>
public sealed class LibraryDrawTests(RuntimeFixture fixture) : IDisposable
{
    private const string Symbol = """
        import random
        class Dummy:
            _count = 0
            _prng = random.Random()
            _base_dummy_index = _prng.randint(10**6, 9*10**6)
            def __init__(self):
                self.dummy_index = Dummy._base_dummy_index + Dummy._count
                Dummy._count += 1
        """;

    private const string Rules = """
        import random
        rng = random.Random()
        _assumptions_rng = random.Random()
        RULES = list(range(20))
        _assumptions_rng.shuffle(RULES)
        """;

    private const string Style = "from itertools import count\nfrom random import getrandbits\n_id_generator = count(getrandbits(24))\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_library_that_shuffles_its_rules_starts_from_a_snapshot_and_shuffles_as_it_likes()
    {
        var program = await LoadAsync("""
            from sympy.core import random
            from sympy.core.symbol import Dummy
            from rich import style
            def main():
                random._assumptions_rng.shuffle(random.RULES)
                return random.RULES
            """);

        Assert.False(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Fact]
    public async Task Numbers_that_tell_apart_what_was_made_in_two_runs_differ()
    {
        var program = await LoadAsync("from sympy.core.symbol import Dummy\nEARLY = Dummy()\ndef main(): return Dummy().dummy_index - EARLY.dummy_index\n");

        Assert.False(program.LoadsInEachRun);
        var (first, second) = (await RunAsync(program), await RunAsync(program));
        Assert.NotEqual(first, second);
        Assert.InRange(int.Parse(first, null), 1_000_000, int.MaxValue); // no dummy of a run is one that was imported
    }

    [Fact]
    public async Task A_row_that_started_from_the_shared_generator_starts_anew()
    {
        var program = await LoadAsync("import random\nfrom rich import style\ndef main(): return [next(style._id_generator), random.random()]\n");

        Assert.False(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Theory]
    [InlineData("from sympy.core.symbol import Dummy\nTAKEN = Dummy._prng.random()")]
    [InlineData("from sympy.core.symbol import Dummy\nTAKEN = Dummy._prng.getstate()[1][5]")]
    [InlineData("from sympy.core.random import rng\nTAKEN = rng.random()")]
    [InlineData("import random\nfrom rich import style\nTAKEN = random.random()")]
    [InlineData("from random import random\nTAKEN = random()\nfrom rich import style")]
    [InlineData("from other.random import RULES as TAKEN")]
    public async Task Anything_else_that_is_taken_is_not_shared(string taking)
    {
        folder.Write("libs/other/random.py", Rules);
        var program = await LoadAsync(taking + "\ndef main(): return TAKEN\n");

        Assert.True(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Theory]
    [InlineData("Dummy = 7")]
    [InlineData("class Dummy: _prng = 7")]
    [InlineData("import random\nclass Dummy:\n    _prng = random.Random()\n    _base_dummy_index = str(_prng.randint(10**6, 9*10**6))")]
    [InlineData("import random\nclass Dummy:\n    _prng = random.Random()\n    _prng.randint(1, 6)\n    _base_dummy_index = 5")]
    public async Task Something_else_by_the_name_of_a_library_works_as_ever(string symbol)
    {
        var program = await LoadAsync("import sympy.core.symbol as s\ndef main(): return s.__name__\n", symbol);

        Assert.Equal(symbol.Contains("Random", StringComparison.Ordinal), program.LoadsInEachRun);
        Assert.Equal("\"sympy.core.symbol\"", await RunAsync(program));
    }

    /// <summary>The libraries as they are: what they take while they are imported is what Capsule knows of.</summary>
    [Theory]
    [InlineData("sympy, sympy.stats", "return str(sympy.integrate(sympy.Symbol('x') ** 2))", "\"x**3/3\"")]
    [InlineData("rich.console, rich.progress, rich.markdown", "return rich.console.Console().width", "80")]
    [InlineData("networkx", "return networkx.shortest_path(networkx.path_graph(4), 0, 3)", "[0,1,2,3]")]
    [InlineData("pytest, httpx, requests, jinja2, bs4, click, tqdm, attrs, tomlkit, chardet", "return pytest.approx(1) == 1", "true")]
    public async Task A_library_of_the_newest_packages_starts_from_a_snapshot(string imports, string body, string result)
    {
        var program = await LoadAsync($"import {imports}\ndef main(): {body}\n", sitePackages: PythonPackages.Newest);

        Assert.False(program.LoadsInEachRun);
        Assert.Equal(result, await RunAsync(program));
    }

    private async Task<LoadedProgram> LoadAsync(string source, string symbol = Symbol, string? sitePackages = null)
    {
        folder.Write("libs/sympy/core/symbol.py", symbol);
        folder.Write("libs/sympy/core/random.py", Rules);
        folder.Write("libs/rich/style.py", Style);
        var request = new ProgramRequest(
            folder.Write("main.py", source), new ProjectFile(), sitePackages ?? Path.Combine(folder.Path, "libs"));
        var run = new RunOptions { Observer = new RecordingObserver(), Environment = RunEnvironment.Empty };
        var loaded = await fixture.Runtime.LoadAsync(request, run, TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        return program!;
    }

    private async Task<string> RunAsync(LoadedProgram program) => (await fixture.Runtime.RunAsync(
        program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
}
