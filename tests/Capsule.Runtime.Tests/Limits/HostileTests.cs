using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Limits;

/// <summary>Programs that want more than they may have. Each must end with the right type, soon, and harm nobody.</summary>
public sealed class HostileTests(RuntimeFixture fixture)
{
    public static TheoryData<string, string> CpuHogs => new()
    {
        { "a loop", "while True: pass" },
        { "a loop that swallows every exception", "while True:\n    try:\n        while True: pass\n    except BaseException: pass" },
        { "a loop in finally", "try:\n    pass\nfinally:\n    while True: pass" },
        { "a regular expression that backtracks", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')" },
        { "a huge power", "return len(str(10 ** 10 ** 8))" },
        { "a huge sum", "return sum(range(10 ** 12))" },
        { "a huge sort", "return sorted(range(10 ** 7), key=lambda x: -x)[0]" },
        { "copying memory", "while True: bytes(64 << 20)" },
        { "a comparison that never ends", "class E:\n    def __eq__(self, other):\n        while True: pass\nreturn E() in [1]" },
        { "a hash that never ends", "class H:\n    def __hash__(self):\n        while True: pass\nreturn {H(): 1}" },
        { "a generator that never ends", "import itertools\nreturn sum(itertools.count())" },
        { "a destructor that never ends", "class D:\n    def __del__(self):\n        while True: pass\nD()\nreturn 1" },
        { "a result that never ends", "class L(list):\n    def __iter__(self):\n        while True: yield 1\nreturn {'a': dict.fromkeys(iter(L()))}" },
        { "an error message that never ends", "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()" },
        { "decompression of endless zeros", "import zlib\nd = zlib.decompressobj()\nc = zlib.compress(bytes(10 ** 7))\nwhile True: zlib.decompress(c)" },
        { "host calls in a loop", "import time\nwhile True: time.time()" },
        { "random numbers in a loop", "import os\nwhile True: os.urandom(100000)" },
        { "files in a loop", "while True:\n    with open('/tmp/x', 'w') as f: f.write('x' * 100000)" },
        { "the compiler", "exec('x = ' + '+'.join(['1'] * 10 ** 6))\nwhile True: compile('a = ' + '(' * 80 + ')' * 80 + '\\n' * 10 ** 6, '', 'exec')" },
    };

    public static TheoryData<string, string> MemoryHogs => new()
    {
        { "a list of byte arrays", "x = []\nwhile True: x.append(bytearray(100000))" },
        { "a string that doubles", "s = 'x'\nwhile True: s += s" },
        { "one large block", "return len(bytearray(10 ** 9))" },
        { "a list of a billion", "return len([0] * 10 ** 9)" },
        { "a dictionary", "d = {}\ni = 0\nwhile True:\n    d[i] = str(i)\n    i += 1" },
        { "objects in a cycle", "class N: pass\nx = None\nwhile True:\n    n = N(); n.next = x; x = n" },
        { "a shift", "return (1 << (1 << 33)).bit_length()" },
        { "a decompression bomb", "import zlib\nreturn len(zlib.decompress(zlib.compress(bytes(10 ** 8))))" },
    };

    public static TheoryData<string, string> Recursions => new()
    {
        { "a function", "def f(): return f()\nf()" },
        { "repr of nested lists", "x = []\nfor i in range(10 ** 6): x = [x]\nreturn repr(x)[:1]" },
        { "JSON", "import json\njson.loads('[' * 10 ** 6)" },
        { "pickle", "import pickle\nx = []\nfor i in range(10 ** 6): x = [x]\npickle.dumps(x)" },
        { "the compiler", "eval('(' * 10 ** 5 + ')' * 10 ** 5)" },
        { "the compiler with unary operators", "eval('-' * 10 ** 6 + '1')" },
        { "ast", "import ast\nast.literal_eval('[' * 10 ** 5 + ']' * 10 ** 5)" },
        { "a regular expression", "import re\nre.compile('(' * 10 ** 5 + ')' * 10 ** 5)" },
        { "comparing nested tuples", "a = b = ()\nfor i in range(10 ** 6): a, b = (a,), (b,)\nreturn a == b" },
        { "hashing nested tuples", "a = ()\nfor i in range(10 ** 6): a = (a,)\nreturn hash(a)" },
        { "deepcopy", "import copy\nx = []\nfor i in range(10 ** 5): x = [x]\ncopy.deepcopy(x)" },
        { "XML", "import xml.etree.ElementTree as E\nE.fromstring('<a>' * 10 ** 5 + '</a>' * 10 ** 5)\nraise RecursionError('survived')" },
        { "a getattr", "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().b" },
        { "a result", "x = []\nfor i in range(10 ** 5): x = [x]\nreturn x" },
        { "a generator chain", "g = iter([1])\nfor i in range(10 ** 5): g = (lambda h: (next(h) for _ in [1]))(g)\nreturn next(g)" },
        { "marshal", "import marshal\nmarshal.loads(b'[\\x01\\x00\\x00\\x00' * 10 ** 5)" },
        { "a chain of exceptions", "e = None\nfor i in range(10 ** 5):\n    n = ValueError(); n.__cause__ = e; e = n\nraise e" },
    };

    [Theory]
    [MemberData(nameof(CpuHogs))]
    public async Task A_task_that_computes_for_ever_ends_at_its_timeout(string name, string body)
    {
        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf(body, "compute=10**12, timeout='150ms', ram='512MB'"));

        Assert.True(envelope.Error?.Type == ErrorType.Timeout, $"{name}: {envelope.Error} {envelope.Result}");
    }

    [Theory]
    [MemberData(nameof(CpuHogs))]
    public async Task A_task_that_computes_for_ever_uses_up_its_compute(string name, string body)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body, "compute=20_000_000, ram='512MB'"));

        Assert.True(envelope.Error?.Type == ErrorType.FuelExhausted, $"{name}: {envelope.Error} {envelope.Result}");
        Assert.Contains("20000000", envelope.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MemoryHogs))]
    public async Task A_task_that_wants_all_memory_gets_its_limit(string name, string body)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body, "compute='HIGH', ram='64MB'"));

        Assert.True(envelope.Error?.Type == ErrorType.MemoryExceeded, $"{name}: {envelope.Error} {envelope.Result}");
        Assert.InRange(envelope.Execution.RamUsed, 1, 64_000_000);
    }

    [Theory]
    [MemberData(nameof(Recursions))]
    public async Task A_task_that_recurses_too_deeply_fails_alone(string name, string body)
    {
        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf(body, $"compute=200_000_000_000, ram='2GB', timeout='{Patience.Text}'"));

        ErrorType[] allowed =
        [
            ErrorType.TaskError, ErrorType.StackOverflow, ErrorType.MemoryExceeded, ErrorType.InvalidResult,
            ErrorType.FuelExhausted,
        ];
        Assert.True(envelope.Error is { } error && allowed.Contains(error.Type), $"{name}: {envelope.Error} {envelope.Result}");
        Assert.Equal("2", (await fixture.Runtime.RunAsync(Sources.MainOf("return 1 + 1"))).Json());
    }

    [Fact]
    public async Task A_recursion_that_python_does_not_guard_is_a_stack_overflow()
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(
            "g = iter([1])\nfor i in range(10 ** 6): g = map(str, g)\nreturn next(g)", "compute='HIGH', ram='512MB'"));

        Assert.Equal(ErrorType.StackOverflow, envelope.Error?.Type);
    }

    [Fact]
    public async Task A_task_that_survives_a_refused_allocation_succeeds()
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(
            "try:\n    bytearray(10 ** 9)\nexcept MemoryError:\n    return 'survived'", "ram='64MB'"));

        Assert.Equal("\"survived\"", envelope.Json());
    }

    [Theory]
    [InlineData("import time\ntime.sleep(3600)")]
    [InlineData("import select\nselect.select([], [], [])")]
    [InlineData("import asyncio\nasyncio.run(asyncio.sleep(3600))")]
    public async Task A_task_that_waits_ends_at_its_timeout_and_burns_no_compute(string body)
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(body, "timeout='200ms'"));

        Assert.Equal(ErrorType.Timeout, envelope.Error?.Type);
        Assert.Contains("200ms", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.InRange(envelope.Execution.FuelConsumed, 1, 50_000_000);
    }

    [Theory]
    [InlineData("while True: pass")]
    [InlineData("import time\ntime.sleep(3600)")]
    public async Task A_task_can_be_cancelled(string body)
    {
        using var source = new CancellationTokenSource();
        source.CancelAfter(100);

        var envelope = await fixture.Runtime.RunAsync(
            Sources.MainOf(body, "compute=10**12, max_retries=5"), cancellationToken: source.Token);

        Assert.Equal(ErrorType.Cancelled, envelope.Error?.Type);
        Assert.Equal(0, envelope.Execution.Retries);
    }

    [Fact]
    public async Task A_task_that_fills_its_private_files_gets_no_more_space()
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(
            "with open('/tmp/x', 'wb') as f:\n    while True: f.write(bytes(range(256)) * 4096)", "compute='HIGH', ram='64MB'"));

        Assert.Equal("OSError", envelope.Error?.Exception);
        Assert.Contains("No space left", envelope.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_opens_files_for_ever_runs_out_of_descriptors()
    {
        var envelope = await fixture.Runtime.RunAsync(Sources.MainOf(
            "files = []\nwhile True: files.append(open('/tmp/x', 'w'))", "compute='HIGH'"));

        Assert.Contains("No file descriptors available", envelope.Error!.Message, StringComparison.Ordinal);
    }
}
