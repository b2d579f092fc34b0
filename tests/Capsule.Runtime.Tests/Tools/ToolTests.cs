using System.Collections.Concurrent;
using Capsule.Runtime.Tests.Durable;
using Capsule.Runtime.Tests.Support;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Tests.Tools;

public sealed class ToolTests(RuntimeFixture fixture)
{
    private readonly ToolObserver observer = new();

    [Fact]
    public async Task Python_calls_a_function_of_the_host()
    {
        var envelope = await RunAsync(
            "return tools.lookup('7'), tools.lookup(id='8', times=2)",
            new() { { "lookup", (string id, int times = 1) => new[] { id, $"{times}" } } });
        Assert.Equal("""[["7","1"],["8","2"]]""", envelope.Json());
    }

    [Fact]
    public async Task Functions_that_end_at_once_are_called_many_times()
    {
        var echo = new HostTool(AIFunctionFactory.Create((int n) => n, "echo")) { MaxCalls = 50_000 };
        var envelope = await RunAsync("return sum(tools.echo(n) == n for n in range(50_000))", [echo], "compute='HIGH'");
        Assert.Equal("50000", envelope.Json());
    }

    [Fact]
    public async Task Coroutines_call_at_the_same_time()
    {
        var both = new Barrier(2);
        var envelope = await RunAsync(
            """
            import asyncio
            async def both():
                return await asyncio.gather(tools.meet.call_async(1), tools.meet.call_async(2))
            return asyncio.run(both())
            """,
            new() { { "meet", (int number) => both.SignalAndWait(Patience.Time) ? number : 0 } });
        Assert.Equal("[1,2]", envelope.Json());
    }

    [Theory]
    [InlineData("tools.add('1', 2)", "ValueError: tools.add: 'a' takes integer, not \"1\"")]
    [InlineData("tools.add(1)", "ValueError: tools.add: the argument 'b' is missing")]
    [InlineData("tools.add(1, 2, 3)", "ValueError: tools.add takes 2 arguments, and 3 were given")]
    [InlineData("tools.add(1, 2, c=3)", "ValueError: tools.add: there is no argument 'c'")]
    [InlineData("tools.add(1, 2, a=3)", "ValueError: tools.add got the argument 'a' twice")]
    [InlineData("tools.add(1, object())", "TypeError: a tool takes what JSON can hold")]
    [InlineData("tools.subtract(1, 2)", "PermissionError: [Errno 2] the task may use no tool 'subtract'; it may use add")]
    public async Task A_call_that_does_not_fit_never_reaches_the_function(string call, string message)
    {
        var calls = 0;
        var envelope = await RunAsync($"return {call}", new() { { "add", (int a, int b) => a + b + calls++ } });
        Assert.StartsWith(message, $"{envelope.Error?.Exception}: {envelope.Error?.Message.Split(": ", 2)[^1]}", StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_task_has_only_the_tools_that_it_declares()
    {
        var envelope = await RunAsync(
            "return dir(tools)", new() { { "read", () => 1 }, { "write", () => 2 } }, "tools=['read', 'other']");
        Assert.Equal("""["read"]""", envelope.Json());
        var refused = await RunAsync("tools.write()", new() { { "read", () => 1 }, { "write", () => 2 } }, "tools=[]");
        Assert.Equal("PermissionError", refused.Error?.Exception);
    }

    [Fact]
    public async Task What_a_function_throws_stays_in_the_host_unless_it_is_meant_for_the_task()
    {
        var envelope = await RunAsync(
            """
            said = []
            for name in ("secret", "told"):
                try:
                    getattr(tools, name)()
                except ToolError as error:
                    said.append(str(error))
            return said
            """,
            new()
            {
                { "secret", int () => throw new InvalidOperationException("password=1234") },
                { "told", int () => throw new ToolException("no such customer") },
            });
        Assert.Equal("""["tools.secret failed in the host program","tools.told: no such customer"]""", envelope.Json());
        Assert.Contains(observer.Reports, report => report.Exception?.Message == "password=1234");
    }

    [Fact]
    public async Task A_call_waits_for_its_approval()
    {
        ToolCall? asked = null;
        var envelope = await RunAsync(
            "return tools.pay(5)",
            new()
            {
                {
                    "pay", (int euros) => euros, null, tool => tool with
                    {
                        Approval = (call, _) =>
                        {
                            asked = call;
                            return ValueTask.FromResult(call.Arguments["euros"].GetInt32() < 5);
                        },
                    }
                },
            });
        Assert.Equal("PermissionError", envelope.Error?.Exception);
        Assert.Equal(("pay", "main"), (asked?.Tool, asked?.Task.Name));
    }

    [Fact]
    public async Task A_function_that_requires_approval_is_refused_when_nobody_can_give_it()
    {
        var function = new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "pay"));
        var envelope = await RunAsync("tools.pay()", new ToolCollection { function });
        Assert.Equal("PermissionError", envelope.Error?.Exception);
    }

    [Fact]
    public async Task Sizes_counts_and_times_are_bounded()
    {
        var envelope = await RunAsync(
            """
            def kind(name, *args):
                try:
                    return getattr(tools, name)(*args)
                except OSError as error:
                    return type(error).__name__
            return [kind("short", "x" * 200), kind("long"), kind("twice"), kind("twice"), kind("twice"), kind("slow")]
            """,
            new()
            {
                { "short", (string text) => text, null, tool => tool with { MaxArgumentBytes = 100 } },
                { "long", () => new string('x', 200), null, tool => tool with { MaxResultBytes = 100 } },
                { "twice", () => 1, null, tool => tool with { MaxCalls = 2 } },
                {
                    "slow", async (CancellationToken stop) => await Task.Delay(Timeout.InfiniteTimeSpan, stop), null,
                    tool => tool with { Timeout = TimeSpan.FromMilliseconds(20) }
                },
            });
        Assert.Equal(
            """["LimitExceeded","LimitExceeded",1,1,"LimitExceeded","TimeoutError"]""", envelope.Json());
    }

    [Fact]
    public async Task A_task_is_cancelled_although_a_function_does_not_heed_it()
    {
        using var stop = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var envelope = await RunAsync(
            "tools.block()",
            new()
            {
                {
                    "block", () =>
                    {
                        stop.Cancel();
                        never.Wait(Patience.Time);
                    }
                },
            },
            cancellationToken: stop.Token);
        never.Set();
        Assert.Equal(ErrorType.Cancelled, envelope.Error?.Type);
    }

    [Fact]
    public async Task Cells_of_a_session_call_functions_of_the_host()
    {
        var observer = new ToolObserver();
        var options = new SessionOptions
        {
            Tools = new ToolCollection { { "lookup", (string id) => id + "!" } },
            Policy = new TaskPolicy { Tools = ["lookup"] },
            Observer = observer,
        };
        await using var session = (await fixture.Runtime.TryCreateSessionAsync(
            options, cancellationToken: TestContext.Current.CancellationToken)).OrThrow();
        await session.RunAsync("from capsule import tools", cancellationToken: TestContext.Current.CancellationToken);
        var result = await session.RunAsync("tools.lookup('x')", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("'x!'", result.Value?.Repr);
        var denied = await session.RunAsync("tools.other()", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(denied.Success);
        Assert.Equal([("lookup", null), ("other", HostErrorKind.PermissionDenied)], observer.Reports.Select(report => (report.Tool, report.Error)));
    }

    [Fact]
    public async Task A_replayed_run_has_the_answers_that_it_had()
    {
        var (calls, ids) = (0, new ConcurrentQueue<string>());
        await using var world = new DurableWorld(
            fixture.Runtime, Sources.MainOf("return tools.charge(), tools.charge()", before: "from capsule import tools"))
        {
            Tools = new()
            {
                {
                    "charge", (AIFunctionArguments given) =>
                    {
                        ids.Enqueue(((ToolCall)given.Context![ToolCall.ContextKey]!).Id);
                        return Interlocked.Increment(ref calls);
                    }
                },
            },
        };
        Assert.Equal("[1,2]", (await world.StartAsync()).Json());
        Assert.Equal("[1,2]", (await world.ReplayAsync()).Json());
        Assert.Equal(2, calls);
        var run = await world.OnlyRunAsync();
        Assert.Equal(2, ids.Distinct().Count(id => id.StartsWith($"{run.Id}/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_is_called_while_a_program_is_loaded()
    {
        var envelope = await RunAsync("pass", new() { { "lookup", () => 1 } }, before: "tools.lookup()");
        Assert.Equal(ErrorType.BuildError, envelope.Error?.Type);
    }

    [Fact]
    public void Names_and_bounds_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ToolCollection { { "class", () => 1 } });
        Assert.Throws<ArgumentException>(() => new ToolCollection { { "get weather", () => 1 } });
        Assert.Throws<ArgumentException>(() => new ToolCollection { { "a", () => 1 }, { "a", () => 2 } });
        Assert.Throws<ArgumentException>(() => new ToolCollection { { "a", () => 1, null, tool => tool with { MaxCalls = 0 } } });
        Assert.Equal("get_weather", new HostTool(AIFunctionFactory.Create(() => 1, "get-weather")).Name);
    }

    private Task<Envelope> RunAsync(
        string body, ToolCollection tools, string options = "", string before = "", CancellationToken? cancellationToken = null) =>
        fixture.Runtime.RunAsync(
            ProgramReference.Source(Sources.MainOf(body, options, $"from capsule import tools, ToolError\n{before}")),
            new TaskCall(),
            new RunOptions { Tools = tools, Observer = observer },
            cancellationToken ?? TestContext.Current.CancellationToken);
}
