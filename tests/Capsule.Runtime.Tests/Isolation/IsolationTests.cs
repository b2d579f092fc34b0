using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Isolation;

/// <summary>What one task does, no other sees; what must differ between two runs, does.</summary>
public sealed class IsolationTests(RuntimeFixture fixture)
{
    public static TheoryData<string> Private =>
    [
        "import builtins\nseen = hasattr(builtins, 'mark')\nbuiltins.mark = 1\nreturn seen",
        "import json\nseen = hasattr(json, 'mark')\njson.mark = 1\nreturn seen",
        "import os\nseen = os.path.exists('/tmp/mark')\nopen('/tmp/mark', 'w').close()\nreturn seen",
        "import os\nseen = os.path.exists('mark')\nopen('mark', 'w').close()\nreturn seen",
        "import os\nseen = 'MARK' in os.environ\nos.environ['MARK'] = '1'\nreturn seen",
        "import os\nseen = os.getcwd() != '/workspace'\nos.chdir('/tmp')\nreturn seen",
        "import sys\nseen = 'mark' in sys.modules\nsys.modules['mark'] = sys\nreturn seen",
        "import sys\nseen = sys.getrecursionlimit() != 1000\nsys.setrecursionlimit(500)\nreturn seen",
        "import decimal\nseen = decimal.getcontext().prec != 28\ndecimal.getcontext().prec = 5\nreturn seen",
        "import warnings, gc\nseen = not gc.isenabled()\ngc.disable()\nreturn seen",
        "import program\nseen = program.COUNT > 0\nprogram.COUNT += 1\nreturn seen",
        "import os\nseen = os.path.getsize('program.py') == 0\nopen('program.py', 'w').close()\nreturn seen",
        "import contextvars, program\nseen = program.VAR.get(0) == 1\nprogram.VAR.set(1)\nreturn seen",
        "import locale, asyncio\nseen = bool(asyncio.all_tasks(asyncio.new_event_loop()))\nreturn seen",
    ];

    /// <summary>Things that would be equal in all tasks if randomness were part of a snapshot.</summary>
    public static TheoryData<string> Random =>
    [
        "import random\nreturn random.random()",
        "import random\nreturn random.Random().random()",
        "import random\nreturn random.SystemRandom().random()",
        "import secrets\nreturn secrets.token_hex()",
        "import uuid\nreturn str(uuid.uuid4())",
        "import uuid\nreturn str(uuid.uuid1())",
        "import uuid\nreturn str(uuid.uuid7())",
        "import os\nreturn os.urandom(8).hex()",
        "import tempfile\nreturn tempfile.mktemp()",
        "import tempfile\nreturn tempfile.mkdtemp()",
        "import program\nreturn program.TOKEN",
        "import program\nreturn program.GENERATOR.random()",
        "import program\nreturn program.STARTED",
    ];

    private const string Before = """
        import contextvars
        COUNT = 0
        VAR = contextvars.ContextVar('v')
        """;

    private const string Drawing = """
        import random, secrets, time
        TOKEN = secrets.token_hex()
        GENERATOR = random.Random()
        STARTED = time.time_ns()
        """;

    [Theory]
    [MemberData(nameof(Private))]
    public async Task What_a_task_changes_is_gone_with_it(string body)
    {
        var program = await LoadAsync(Sources.MainOf(body, before: Before));

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("false", await RunAsync(program));
        }
    }

    [Theory]
    [MemberData(nameof(Random))]
    public async Task Randomness_and_time_are_not_shared_between_tasks(string body)
    {
        var program = await LoadAsync(Sources.MainOf(body, before: Drawing));
        var seen = new HashSet<string>();

        for (var round = 0; round < 5; round++)
        {
            Assert.True(seen.Add(await RunAsync(program)));
        }
    }

    [Fact]
    public async Task A_program_that_draws_nothing_when_it_is_loaded_starts_from_a_snapshot()
    {
        Assert.False((await LoadAsync(Sources.MainOf("return 1", before: Before))).LoadsInEachRun);
        Assert.True((await LoadAsync(Sources.MainOf("return 1", before: Drawing))).LoadsInEachRun);
    }

    [Fact]
    public async Task Numbers_that_a_module_draws_from_the_shared_generator_are_not_shared_between_tasks()
    {
        var program = await LoadAsync(Sources.MainOf("return DRAWN", before: "import random\nDRAWN = random.random()"));

        Assert.True(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Fact]
    public async Task A_generator_that_a_module_makes_is_seeded_for_each_run()
    {
        var program = await LoadAsync(Sources.MainOf(
            "again = random.Random(OWN.random())\nOTHER.seed()\nreturn [OWN.random(), OTHER.random()]",
            before: "import random\nclass Kind(random.Random): pass\nOWN = random.Random()\nOTHER = Kind()\nseed = OTHER.seed"));

        Assert.False(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Fact]
    public async Task A_generator_that_a_module_seeds_gives_what_python_gives()
    {
        var program = await LoadAsync(Sources.MainOf(
            "return [OWN.random(), OTHER.random()]",
            before: "import random\nOWN = random.Random(42)\nOTHER = random.Random()\nOTHER.seed(42)"));

        Assert.False(program.LoadsInEachRun);
        Assert.Equal("[0.6394267984578837,0.6394267984578837]", await RunAsync(program));
    }

    [Theory]
    [InlineData("TAKEN = random.Random().random()")]
    [InlineData("RNG = random.Random()\nTAKEN = RNG.getrandbits(32)")]
    [InlineData("RNG = random.Random()\nTAKEN = RNG.getstate()[1][5]")]
    [InlineData("import copy\nTAKEN = copy.deepcopy(random.Random()).random()")]
    [InlineData("TAKEN = random.SystemRandom().random()")]
    [InlineData("RNG = random.Random()\nTAKEN = RNG.random()\nRNG.seed()")]
    [InlineData("RNG = random.Random()\nTAKEN = RNG.random()\nRNG.seed(42)")]
    [InlineData("STATE = random.getstate()\nTAKEN = random.random()\nrandom.setstate(STATE)")]
    public async Task What_a_module_takes_from_a_generator_without_a_seed_is_not_shared(string taking)
    {
        var program = await LoadAsync(Sources.MainOf("return TAKEN", before: "import random\n" + taking));

        Assert.True(program.LoadsInEachRun);
        Assert.NotEqual(await RunAsync(program), await RunAsync(program));
    }

    [Fact]
    public async Task A_seed_that_a_module_sets_holds() =>
        Assert.Equal("0.6394267984578837", (await fixture.Runtime.RunAsync(
            Sources.MainOf("return random.random()", before: "import random\nrandom.seed(42)"))).Json());

    [Fact]
    public async Task A_seeded_generator_gives_what_python_gives() =>
        Assert.Equal("0.6394267984578837", (await fixture.Runtime.RunAsync(
            Sources.MainOf("import random\nrandom.seed(42)\nreturn random.random()"))).Json());

    [Fact]
    public async Task Nothing_of_the_host_shows()
    {
        var shown = (await fixture.Runtime.RunAsync(Sources.MainOf("""
            import os, sys, platform, socket, getpass, time
            return {
                "env": dict(os.environ), "path": sys.path, "argv": sys.argv, "cwd": os.getcwd(), "root": sorted(os.listdir("/")),
                "uname": tuple(os.uname()), "node": platform.node(), "user": getpass.getuser(), "home": os.path.expanduser("~"),
                "executable": sys.executable, "pid": os.getpid(), "zone": time.tzname, "version": sys.version,
                "cpus": os.cpu_count(), "modules": [str(m) for m in sys.modules.values()],
            }
            """))).Json();

        Assert.DoesNotContain($"\"{Environment.MachineName}\"", shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Checkout.Root, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("CAPSULE", shown, StringComparison.Ordinal);
        Assert.Contains("\"root\":[\"dev\",\"etc\",\"home\",\"lib\",\"tmp\",\"usr\",\"workspace\"]", shown, StringComparison.Ordinal);
    }

    private async Task<LoadedProgram> LoadAsync(string source)
    {
        var loaded = await fixture.Runtime.LoadAsync(
            ProgramSource.FromText(source), new RunOptions(), TestContext.Current.CancellationToken);
        Assert.True(loaded.TryGet(out var program, out var failure), failure?.Message);
        return program!;
    }

    private async Task<string> RunAsync(LoadedProgram program) => (await fixture.Runtime.RunAsync(
        program, new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken)).Json();
}
