using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

public sealed class SessionLimitTests(RuntimeFixture fixture)
{
    private static readonly SessionOptions Graceful = new()
    {
        Policy = new TaskPolicy { Compute = new Compute(1_000_000_000_000) },
        Grace = Patience.Time,
    };

    private static readonly SessionOptions Strict = Graceful with { Grace = TimeSpan.FromMilliseconds(200) };

    private static readonly SessionCall Short = new() { Timeout = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task A_call_past_its_timeout_is_interrupted_and_what_it_did_is_kept()
    {
        await using var session = await fixture.Runtime.SessionAsync(Graceful);
        await session.ReprAsync("x = 1");

        var result = await session.DoAsync("x = 2\nwhile True: pass", Short);

        Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        Assert.Equal("KeyboardInterrupt", result.Failure?.Exception);
        Assert.Contains("<cell 2>", result.Failure?.Traceback, StringComparison.Ordinal);
        Assert.True(result.IsStateKept);
        Assert.Equal("2", await session.ReprAsync("x"));
    }

    [Fact]
    public async Task A_call_that_catches_the_interrupt_is_stopped_and_undone()
    {
        await using var session = await fixture.Runtime.SessionAsync(Strict);
        await session.ReprAsync("x = 1\nopen('a.txt', 'w').write('before')");

        var result = await session.DoAsync(
            """
            x = 2
            open('a.txt', 'w').write('after')
            while True:
                try:
                    while True: pass
                except BaseException: pass
            """,
            Short);

        Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        Assert.False(result.IsStateKept);
        Assert.Equal("(1, 'before')", await session.ReprAsync("x, open('a.txt').read()"));
    }

    [Fact]
    public async Task A_call_that_C_code_keeps_busy_is_stopped_and_undone()
    {
        await using var session = await fixture.Runtime.SessionAsync(Strict);
        await session.ReprAsync("x = 1");

        var result = await session.DoAsync("x = 2\nsum(range(10 ** 12))", Short);

        Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        Assert.Equal(result.IsStateKept ? "2" : "1", await session.ReprAsync("x"));
    }

    [Fact]
    public async Task Compute_is_counted_for_each_call()
    {
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions
        {
            Policy = new TaskPolicy { Compute = new Compute(50_000_000) },
        });
        for (var i = 0; i < 5; i++)
        {
            await session.ReprAsync("for i in range(20_000): pass");
        }

        var result = await session.DoAsync("y = 7\nwhile True: pass");

        Assert.Equal(ErrorType.FuelExhausted, result.Failure?.Type);
        Assert.True(result.IsStateKept);
        Assert.Equal("7", await session.ReprAsync("y"));
    }

    [Fact]
    public async Task A_sleeping_call_is_interrupted()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        var sleeps = new TaskCompletionSource();
        await session.ReprAsync("import time");
        var call = session.DoAsync(
            "before = 1\nprint('sleeps', flush=True); time.sleep(3600)", new SessionCall { OnOutput = _ => sleeps.TrySetResult() });
        await sleeps.Task;
        Assert.True(session.Interrupt());

        var result = await call;

        Assert.Equal(ErrorType.Cancelled, result.Failure?.Type);
        Assert.Equal("KeyboardInterrupt", result.Failure?.Exception);
        Assert.Contains("line 2", result.Failure?.Traceback, StringComparison.Ordinal);
        Assert.True(result.IsStateKept);
        Assert.False(session.Interrupt());
        Assert.Equal("2", await session.ReprAsync("1 + 1"));
    }

    /// <summary>The host looks for an interrupt in each of its calls, and the cell has not begun to listen in the first ones.</summary>
    [Fact]
    public async Task An_interrupt_that_comes_before_the_cell_begins_reaches_it()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = 1");
        for (var round = 0; round < 20; round++)
        {
            var call = session.DoAsync("while True: pass");
            while (!session.Interrupt())
            {
                await Task.Yield();
            }

            var result = await call;

            Assert.Equal((ErrorType.Cancelled, "KeyboardInterrupt"), (result.Failure?.Type, result.Failure?.Exception));
        }

        Assert.Equal("1", await session.ReprAsync("x"));
    }

    [Fact]
    public async Task A_cell_can_clean_up_when_it_is_interrupted()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        using var cancellationSource = new CancellationTokenSource();

        var result = await session.RunAsync(
            """
            try:
                print("started", flush=True)
                while True: pass
            finally:
                import time
                time.sleep(0.01)
                cleaned = True
            """,
            new SessionCall { OnOutput = _ => cancellationSource.Cancel() },
            cancellationSource.Token);

        Assert.Equal(ErrorType.Cancelled, result.Failure?.Type);
        Assert.Equal("True", await session.ReprAsync("cleaned"));
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_session_survives()
    {
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions
        {
            Policy = new TaskPolicy { Ram = new ByteSize(64_000_000) },
        });
        await session.ReprAsync("x = 1");

        var result = await session.DoAsync("y = [bytes(1_000_000) for _ in range(1000)]");

        Assert.Equal(ErrorType.MemoryExceeded, result.Failure?.Type);
        Assert.Equal("1", await session.ReprAsync("x"));
    }

    [Fact]
    public async Task Files_are_bounded()
    {
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions { Disk = new ByteSize(100_000) });

        var result = await session.DoAsync("open('a', 'wb').write(bytes(1_000_000))");

        Assert.Equal("OSError", result.Failure?.Exception);
        Assert.Contains("No space left", result.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_in_all_is_bounded()
    {
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions { MaxTotalOutput = new ByteSize(10_000) });

        await session.ReprAsync("print('x' * 6000)");
        var result = await session.DoAsync("print('x' * 6000)");

        Assert.Equal("OSError", result.Failure?.Exception);
        Assert.Equal("1", await session.ReprAsync("1"));
    }

    [Fact]
    public async Task Calls_at_the_same_time_take_turns()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = []");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => session.DoAsync($"x.append({i})")));

        Assert.Equal("[0, 1, 2, 3, 4, 5]", await session.ReprAsync("x[:6]"));
        Assert.Equal("50", await session.ReprAsync("len(x)"));
    }

    [Fact]
    public async Task A_session_that_ended_says_so()
    {
        var session = await fixture.Runtime.SessionAsync();
        await session.DisposeAsync();
        await session.DisposeAsync();

        Assert.Contains("has ended", (await session.DoAsync("1")).Failure?.Message, StringComparison.Ordinal);
    }
}
