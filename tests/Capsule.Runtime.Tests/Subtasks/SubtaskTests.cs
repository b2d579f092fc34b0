using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Tests.Subtasks;

public sealed class SubtaskTests(RuntimeFixture fixture)
{
    private const string Tasks = """
        from capsule import task, gather, TaskError
        import asyncio, time

        @task
        def double(x, plus=0):
            return 2 * x + plus

        @task(max_retries=1)
        def fails(kind="ValueError"):
            raise {"ValueError": ValueError, "KeyError": KeyError}[kind]("no")

        @task
        async def later(seconds, value=None):
            await asyncio.sleep(seconds)
            return value

        @task(timeout="100ms", compute="HIGH")
        def endless():
            while True: pass

        @task(compute="HIGH")
        def spins():
            while True: pass

        @task
        async def meets(n):
            from capsule import tools
            return await tools.meet.call_async(n)

        @task
        def nested(depth):
            return 0 if depth == 0 else 1 + nested(depth - 1).unwrap()

        """;

    private async Task<Envelope> RunAsync(string body, RunLimits? limits = null, string declaration = "def main():", string options = "", ToolCollection? tools = null) =>
        await fixture.Runtime.RunAsync(
            ProgramSource.FromText(Tasks + $"@task(name='main'{options})\n{declaration}\n" + string.Join('\n', body.Split('\n').Select(line => "    " + line))),
            new TaskCall(),
            new RunOptions { Limits = limits ?? RunLimits.Default, Tools = tools ?? [] },
            TestContext.Current.CancellationToken);

    private Task<Envelope> RunAsyncMain(string body, RunLimits? limits = null, string compute = "MEDIUM") =>
        RunAsync(body, limits, "async def main():", $", compute='{compute}'");

    [Fact]
    public async Task A_call_gives_the_envelope_of_the_task() => Assert.Equal(
        """[true,42,null,"double",0]""",
        (await RunAsync("r = double(20, plus=2)\nreturn [r['success'], r.result, r.error, r['execution']['task_name'], r.execution['retries']]")).Json());

    [Fact]
    public async Task A_failure_is_a_value_until_it_is_unwrapped() => Assert.Equal(
        """[false,"task_error","ValueError",1,"TaskError: fails: task_error: ValueError: no"]""",
        (await RunAsync("""
            r = fails()
            try:
                r.unwrap()
            except TaskError as error:
                return [r.success, r.error["error_type"], r.error["exception"], r.execution["retries"], f"TaskError: {error}"]
            """)).Json());

    [Fact]
    public async Task Tasks_are_started_and_waited_for_in_any_order() => Assert.Equal("[6,4,2]", (await RunAsync("""
        handles = [double.start(i) for i in (1, 2, 3)]
        return [h.result().unwrap() for h in reversed(handles)]
        """)).Json());

    [Fact]
    public async Task An_async_task_is_awaited() =>
        Assert.Equal("[\"x\",[0,2,4]]", (await RunAsyncMain("""
            first = await later(0.01, value="x")
            rest = await gather(*(double.start(i) for i in range(3)))
            return [first.unwrap(), [r.unwrap() for r in rest]]
            """)).Json());

    [Fact]
    public async Task A_map_keeps_the_order_of_its_items() =>
        Assert.Equal("[[0,2,4,6,8],[0,2,4,6,8]]", (await RunAsyncMain("""
            some = await double.map(range(5), concurrency=2)
            return [[r.unwrap() for r in some], [r.unwrap() for r in double.map(range(5), concurrency=2).result()]]
            """)).Json());

    [Fact]
    public async Task Others_go_on_while_a_coroutine_waits_for_a_task() =>
        Assert.Equal("[\"ticks\",\"task\"]", (await RunAsyncMain("""
            order = []
            async def tick():
                for _ in range(3):
                    await asyncio.sleep(0.005)
                order.append("ticks")
            async def wait():
                await later(3)
                order.append("task")
            await asyncio.gather(wait(), tick())
            return order
            """)).Json());

    [Fact]
    public async Task Two_hundred_tasks_wait_at_the_same_time()
    {
        var waiting = 0;
        var all = new TaskCompletionSource();
        var meet = new HostTool(AIFunctionFactory.Create(MeetAsync, "meet")) { Timeout = Patience.Time, MaxConcurrency = 200 };
        var envelope = await RunAsync(
            "return [r.unwrap() for r in await gather(*(meets.start(i) for i in range(200)))] == list(range(200))",
            declaration: "async def main():", tools: [meet]);

        Assert.Equal("true", envelope.Json());

        async Task<int> MeetAsync(int n)
        {
            if (Interlocked.Increment(ref waiting) == 200)
            {
                all.SetResult();
            }

            await all.Task;
            return n;
        }
    }

    [Fact]
    public async Task A_run_has_ten_thousand_tasks() => Assert.Equal("99990000", (await RunAsyncMain(
        "return sum(r.unwrap() for r in await double.map(range(10_000), concurrency=64))",
        compute: "HIGH")).Json());

    [Fact]
    public async Task A_tasks_own_limits_hold_for_it_alone() => Assert.Equal(
        "[\"timeout\",\"ok\"]", (await RunAsync("r = endless()\nreturn [r.error['error_type'], 'ok']")).Json());

    [Fact]
    public async Task A_cancelled_task_ends() => Assert.Equal("\"cancelled\"", (await RunAsync("""
        handle = later.start(600)
        handle.cancel()
        return handle.result().error["error_type"]
        """)).Json());

    [Fact]
    public async Task Children_end_with_their_parent()
    {
        var observer = new RecordingObserver();
        using var both = new Barrier(2);
        var envelope = await fixture.Runtime.RunAsync(
            ProgramSource.FromText(Tasks + """
                @task
                def child():
                    from capsule import tools
                    tools.meet()
                    time.sleep(3600)

                @task(name='main', compute='LOW')
                def main():
                    from capsule import tools
                    child.start()
                    tools.meet()
                    while True: pass
                """),
            new TaskCall(),
            new RunOptions { Observer = observer, Tools = new ToolCollection { { "meet", () => both.SignalAndWait(Patience.Time) } } },
            TestContext.Current.CancellationToken);

        Assert.Equal(ErrorType.FuelExhausted, envelope.Error?.Type);
        Assert.Contains("end child cancelled", observer.Events);
    }

    [Fact]
    public async Task Depth_is_bounded()
    {
        Assert.Equal("10", (await RunAsync("return nested(10).unwrap()")).Json());
        Assert.Contains("max_depth", (await RunAsync("return nested(40).unwrap()")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_declared_tasks_run() => Assert.Contains("declares no task 'system'", (await RunAsync("""
        from _capsule_guest import host
        return host.call("task.run", b'{"args": [], "kwargs": {}}', task="system")
        """)).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("object()", "arguments['args'][0]: a value of type 'object'")]
    [InlineData("float('nan')", "arguments['args'][0]: nan")]
    public async Task Arguments_are_what_json_holds(string value, string message) =>
        Assert.Contains(message, (await RunAsync($"return double({value})")).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"args\": 1, \"kwargs\": {}}")]
    [InlineData("{\"args\": [], \"kwargs\": []}")]
    [InlineData("{\"args\": [\"\\ud800\"], \"kwargs\": {}")]
    [InlineData("")]
    public async Task Forged_arguments_are_refused(string payload) => Assert.Equal("\"ValueError\"", (await RunAsync($$"""
        from _capsule_guest import host
        try:
            host.call("task.run", {{"b'" + payload.Replace("\\", "\\\\", StringComparison.Ordinal) + "'"}}, task="double")
        except ValueError as error:
            return type(error).__name__
        """)).Json());

    [Fact]
    public async Task A_runs_tasks_are_counted() => Assert.Equal("[\"limit_exceeded\",4]", (await RunAsync("""
        results = [double(i) for i in range(6)]
        return [results[-1].error["error_type"], sum(r.success for r in results)]
        """, RunLimits.Default with { MaxTasks = 5 })).Json());

    [Fact]
    public async Task A_runs_compute_is_bounded_over_all_its_tasks()
    {
        var envelope = await RunAsync(
            "return [spins().error['error_type'] for _ in range(5)]",
            RunLimits.Default with { TotalCompute = new Compute(100_000_000) });

        Assert.Equal(ErrorType.LimitExceeded, envelope.Error?.Type);
    }

    [Fact]
    public async Task A_runs_time_is_bounded() => Assert.Equal(
        ErrorType.LimitExceeded, (await RunAsync("later.start(600).result()", RunLimits.Default with { RunTime = TimeSpan.FromSeconds(0.5) })).Error?.Type);

    [Fact]
    public async Task Tasks_wait_for_memory_that_others_hold() => Assert.Equal("12", (await RunAsyncMain(
        "return sum(r.unwrap() for r in await double.map(range(4)))",
        RunLimits.Default with { TotalRam = new ByteSize(600_000_000) })).Json());

    [Fact]
    public async Task A_run_that_waits_for_its_own_memory_fails_instead_of_hanging() => Assert.Contains(
        "max_total_ram", (await RunAsync("return double(1).unwrap()", RunLimits.Default with { TotalRam = new ByteSize(300_000_000) })).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Tasks_take_turns_where_concurrency_is_low() => Assert.Equal("[90,3]", (await RunAsyncMain(
        "return [sum(r.unwrap() for r in await double.map(range(10))), nested(3).unwrap()]",
        RunLimits.Default with { Concurrency = 1 })).Json());

    [Fact]
    public async Task A_module_cannot_call_tasks_while_it_is_loaded()
    {
        var envelope = await fixture.Runtime.RunAsync(
            ProgramSource.FromText(Tasks + "X = double(1)\n@task\ndef main(): return 1"),
            new TaskCall(), new RunOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(ErrorType.BuildError, envelope.Error?.Type);
        Assert.Contains("inside of a task", envelope.Error?.Message, StringComparison.Ordinal);
    }
}
