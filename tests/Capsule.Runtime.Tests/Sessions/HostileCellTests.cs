using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Cells that attack what runs them: only their own session suffers.</summary>
public sealed class HostileCellTests(RuntimeFixture fixture)
{
    private static readonly SessionOptions Bounded = new()
    {
        Policy = new TaskPolicy { Timeout = Patience.Time, Ram = new ByteSize(128_000_000) },
        Grace = TimeSpan.FromMilliseconds(200),
        MaxTotalOutput = new ByteSize(2_000_000),
    };

    [Theory]
    [InlineData("import builtins\nbuiltins.repr = builtins.len = builtins.isinstance = lambda *a: 1 / 0")]
    [InlineData("import sys\ndel sys.modules['_capsule_guest']\ndel sys.modules['_capsule_guest.session']\nsys.modules['__main__'] = None")]
    [InlineData("import sys\nsys.displayhook = None\nsys.stdout = sys.stderr = None\nsys.excepthook = 5")]
    [InlineData("import _capsule_guest.session as s\ns.execute.__code__ = (lambda request: b'0nonsense').__code__")]
    [InlineData("import _capsule_guest.session as s\ns.execute.__code__ = (lambda request: b'0{\"value\":5,\"error\":[]}').__code__")]
    [InlineData("import _capsule_guest.session as s\ns.execute.__code__ = (lambda request: b'0{\"value\":{\"repr\":1,\"json\":{},\"data\":{\"a\":\"\\\\ud800\"}},\"error\":null}').__code__")]
    [InlineData("import _capsule_guest.session as s\ns.execute.__code__ = (lambda request: 'no bytes').__code__")]
    [InlineData("import _capsule_guest.session as s\ns.execute.__code__ = (lambda request: b'0' + b'[' * 100_000).__code__")]
    [InlineData("import _capsule_guest.session as s\ns._session = None\ns._Session = None")]
    [InlineData("import os\nos.close(0); os.close(1); os.close(2)")]
    [InlineData("def f(n): return f(n + 1) + 1\nf(0)")]
    [InlineData("import json\njson.loads('[' * 1_000_000)")]
    [InlineData("while True: print('flood' * 1000)")]
    [InlineData("while True: display('flood' * 1000)")]
    [InlineData("import _capsule\n_capsule.call(b'{\"call\": \"session.display\"}')")]
    [InlineData("import _capsule\n_capsule.call(b'{\"call\": \"session.display\"}\\0[1]')")]
    [InlineData("import _capsule\n_capsule.call('x')")]
    [InlineData("class C:\n    def __repr__(self): raise BaseException('no')\nC()")]
    [InlineData("class M(type):\n    def __getattr__(self, name): return lambda *a, **k: (lambda: (yield))()\nclass C(metaclass=M): pass\nC()")]
    [InlineData("import os\nos._exit(3)")]
    [InlineData("import gc, sys\nfor o in gc.get_objects():\n    if isinstance(o, dict) and 'execute' in o: o.clear()")]
    [InlineData("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass")]
    public async Task A_hostile_cell_harms_only_its_own_session(string cell)
    {
        await using var other = await fixture.Runtime.SessionAsync();
        await other.ReprAsync("x = 'unharmed'");
        await using var session = await fixture.Runtime.SessionAsync(Bounded);
        var before = await session.TrySnapshotAsync(TestContext.Current.CancellationToken);

        await session.DoAsync(cell, new SessionCall { Timeout = TimeSpan.FromSeconds(2) });
        await session.DoAsync("1 + 1", new SessionCall { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal("'unharmed'", await other.ReprAsync("x"));
        (await session.TryRestoreAsync(before.Get(), TestContext.Current.CancellationToken)).Get();
        Assert.Equal("2", await session.ReprAsync("1 + 1"));
    }

    [Fact]
    public async Task A_cell_that_breaks_the_answer_is_undone()
    {
        await using var session = await fixture.Runtime.SessionAsync(Bounded);
        await session.ReprAsync("x = 1");

        var result = await session.DoAsync(
            "x = 2\nimport json\nimport _capsule_guest.session as s\ns._Session.do_run.__code__ = (lambda self, call: 'nonsense').__code__\n"
            + "s._Session.settle.__code__ = (lambda self: 1 / 0).__code__");

        Assert.Equal(ErrorType.InvalidResult, result.Failure?.Type);
        Assert.False(result.IsStateKept);
        Assert.Equal("1", await session.ReprAsync("x"));
    }

    [Fact]
    public async Task A_cell_cannot_reach_the_operations_of_tasks()
    {
        await using var session = await fixture.Runtime.SessionAsync(Bounded);

        var result = await session.DoAsync("from _capsule_guest import host\nhost.call('task.run', b'{}', task='main')");

        Assert.Equal("ValueError", result.Failure?.Exception);
        Assert.Contains("knows no operation", result.Failure?.Message, StringComparison.Ordinal);
    }
}
