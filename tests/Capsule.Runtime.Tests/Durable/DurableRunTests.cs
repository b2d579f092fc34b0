using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Durable;

public sealed class DurableRunTests(RuntimeFixture fixture)
{
    private const string Workflow = """
        from capsule import task, gather, sleep, wait_for_signal
        import asyncio, random, time, os, uuid

        @task(max_retries=1)
        def step(n):
            print(f"step {n}")
            return [n, random.random()]

        @task(max_retries=1)
        def shaky(n):
            raise RuntimeError(n)

        @task
        async def main():
            begin = [time.time(), random.random(), uuid.uuid4().hex, os.urandom(4).hex()]
            first = step(0).unwrap()
            time.sleep(0.01)
            handles = [step.start(n) for n in (1, 2, 3)]
            bad = await shaky.start(9)
            await asyncio.sleep(0.01)
            rest = await gather(*handles)
            return [begin, first, [r.unwrap() for r in rest], bad.error["exception"], time.monotonic()]
        """;

    private DurableWorld World(string source) => new(fixture.Runtime, source);

    [Fact]
    public async Task A_run_ends_and_its_end_is_kept()
    {
        await using var world = World(Workflow);
        var envelope = await world.StartAsync();
        var result = envelope.Json();
        await world.RestartAsync();

        var run = await world.OnlyRunAsync();
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
        Assert.Equal(run.Id.ToString(), envelope.RunId);
        Assert.Equal(result, (await world.ResumeAsync()).Json());
        Assert.Empty(world.Observer.Events);
        Assert.Equal(6, (await world.Journal.TasksAsync(run.Id, cancellationToken: TestContext.Current.CancellationToken)).Value!.Count);
    }

    [Fact]
    public async Task A_replay_does_what_the_run_did()
    {
        await using var world = World(Workflow);
        var result = (await world.StartAsync()).Json();
        await world.RestartAsync();
        var seen = new List<string>();

        Assert.Equal(result, (await world.ReplayAsync(new ReplayOptions { Replayed = entry => seen.Add(entry.Kind) })).Json());
        Assert.Contains("task.run", seen);
        Assert.DoesNotContain("start step 1", world.Observer.Events);
        Assert.Equal("", world.Observer.Output);
    }

    [Fact]
    public async Task Time_passes_while_a_durable_task_computes_and_a_replay_reads_the_same()
    {
        await using var world = World("""
            from capsule import task
            import time
            @task
            def note(t): return t
            @task(compute="HIGH")
            def main():
                begin = time.monotonic()
                times = []
                while time.monotonic() < begin + 0.4:
                    sum(range(10_000))
                    times.append(time.time())
                return [note(time.time_ns()).unwrap(), times[::10]]
            """);
        var result = (await world.StartAsync()).Json();
        await world.RestartAsync();

        Assert.Equal(result, (await world.ReplayAsync()).Json());
    }

    [Fact]
    public async Task A_replay_stops_where_it_is_told_to()
    {
        await using var world = World(Workflow);
        _ = (await world.StartAsync()).Json();

        Assert.Contains("position 2", (await world.ReplayAsync(new ReplayOptions { Until = 2 })).Error!.Message, StringComparison.Ordinal);
    }

    /// <summary>Every write to the journal is a place where the process may die, before it or after it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_dies_at_any_write_ends_as_if_it_had_not(bool isAfter)
    {
        var writes = await World(Workflow).CountWritesAsync();
        for (var last = 1; last <= writes; last++)
        {
            await using var world = World(Workflow);
            await world.DieAsync(last, isAfter);
            await world.RestartAsync();
            var resumed = await world.ResumeAsync();
            Assert.True(resumed.Success, $"write {last} of {writes}: {resumed.Error?.Type} {resumed.Error?.Message} {resumed.Error?.Traceback}");
            Assert.Contains("[[1,", resumed.Result.GetRawText(), StringComparison.Ordinal);
            await world.RestartAsync();
            Assert.Equal(resumed.Result.GetRawText(), (await world.ReplayAsync()).Json());
        }

        Assert.InRange(writes, 15, 200);
    }

    [Fact]
    public async Task A_finished_task_is_not_run_again()
    {
        await using var world = World("""
            from capsule import task, wait_for_signal
            @task
            def step(n):
                print("step", n)
                return n
            @task
            async def main():
                a = step(1).unwrap()
                b = await wait_for_signal("go")
                return [a, b, step(2).unwrap()]
            """);
        using var death = new CancellationTokenSource();
        var running = world.StartAsync(cancellationToken: death.Token);
        await world.WaitForAsync(ExecutionStatus.Waiting);
        await death.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await running).Error?.Type);
        Assert.Equal("step 1\n", world.Observer.Output);

        await world.RestartAsync();
        await world.SendAsync("go", """{"by": "me"}""");
        Assert.Equal("""[1,{"by":"me"},2]""", (await world.ResumeAsync()).Json());
        Assert.Equal("step 2\n", world.Observer.Output);
    }

    [Fact]
    public async Task A_signal_is_delivered_once()
    {
        await using var world = World("""
            from capsule import task, wait_for_signal
            import asyncio
            @task
            async def main():
                return sorted(await asyncio.gather(wait_for_signal("a"), wait_for_signal("a"), wait_for_signal("b")))
            """);
        var running = world.StartAsync();
        await world.WaitForAsync(ExecutionStatus.Running);
        await world.SendAsync("a", "1");
        await world.SendAsync("a", "2");
        await world.SendAsync("b", "3");

        Assert.Equal("[1,2,3]", (await running).Json());
        Assert.Empty((await world.Journal.InboxAsync((await world.OnlyRunAsync()).Id, TestContext.Current.CancellationToken)).Value!.Signals);
    }

    [Fact]
    public async Task A_signal_that_does_not_come_is_a_timeout()
    {
        await using var world = World("""
            from capsule import task, wait_for_signal
            @task
            async def main():
                try:
                    await wait_for_signal("never", timeout="1500ms")
                except TimeoutError as error:
                    return str(error)
            """);
        Assert.Contains("never", (await world.StartAsync()).Json(), StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Succeeded, (await world.OnlyRunAsync()).State.Status);
    }

    [Theory]
    [InlineData("time.sleep(1.5)")]
    [InlineData("await asyncio.sleep(1.5)")]
    [InlineData("await sleep('1500ms')")]
    public async Task A_long_wait_drops_the_sandbox(string wait)
    {
        await using var world = World($"""
            from capsule import task, sleep
            import asyncio, time
            @task
            async def main():
                print("before")
                begin = time.time()
                {wait}
                print("after")
                return time.time() - begin >= 1.5
            """);
        Assert.Equal("true", (await world.StartAndDropAsync()).Json());
        Assert.Equal("before\nafter\n", world.Observer.Output);
    }

    [Fact]
    public async Task A_wait_without_a_sandbox_is_no_part_of_the_timeout()
    {
        await using var world = World("""
            from capsule import task, sleep
            @task(timeout="20s")
            async def main():
                await sleep("21s")
                return 1
            """);
        Assert.Equal("1", (await world.StartAndDropAsync()).Json());
    }

    [Fact]
    public async Task A_program_that_changed_is_refused_unless_the_change_is_accepted()
    {
        await using var world = World(Waiting("1"));
        await InterruptAsync(world);
        world.Source = Waiting("1 + 1");
        var refused = await world.ResumeAsync();
        Assert.Equal(ErrorType.ConfigError, refused.Error?.Type);
        Assert.Contains("--accept-changes", refused.Error?.Message, StringComparison.Ordinal);

        await world.SendAsync("go");
        Assert.Equal("2", (await world.ResumeAsync(acceptChanges: true)).Json());
    }

    [Fact]
    public async Task A_replay_that_does_something_else_is_found_out()
    {
        await using var world = World(Waiting("1"));
        await InterruptAsync(world);
        var wait = await FirstAnswerAsync(world);
        world.Source = Waiting("1", first: "other");
        var envelope = await world.ResumeAsync(acceptChanges: true);

        Assert.Equal(ErrorType.JournalError, envelope.Error?.Type);
        Assert.Contains($"diverged from the journal at position {wait.Position}", envelope.Error?.Message, StringComparison.Ordinal);
        Assert.NotEqual(ExecutionStatus.Failed, (await world.OnlyRunAsync()).State.Status);
    }

    [Fact]
    public async Task A_run_with_a_key_is_started_once()
    {
        await using var world = World(Workflow);
        var first = await world.StartAsync(key: "order-7");
        var second = await world.StartAsync(key: "order-7");

        Assert.Equal((first.Json(), first.RunId), (second.Json(), second.RunId));
        _ = await world.OnlyRunAsync();
    }

    [Fact]
    public async Task A_run_is_cancelled_through_its_journal()
    {
        await using var world = World(Waiting("1"));
        var running = world.StartAsync();
        await world.WaitForAsync(ExecutionStatus.Waiting);
        var run = await world.OnlyRunAsync();
        Assert.Null(await world.Journal.SendAsync(new JournalWrite.RequestCancel(run.Id, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken));

        Assert.Equal(ErrorType.Cancelled, (await running).Error?.Type);
        Assert.Equal(ExecutionStatus.Cancelled, (await world.OnlyRunAsync()).State.Status);
    }

    [Fact]
    public async Task Two_cannot_resume_one_run()
    {
        await using var world = World(Waiting("1"));
        var running = world.StartAsync();
        await world.WaitForAsync(ExecutionStatus.Waiting);
        var second = await world.ResumeAsync();

        Assert.Equal(ErrorType.ConfigError, second.Error?.Type);
        await world.SendAsync("go");
        Assert.Equal("1", (await running).Json());
    }

    [Fact]
    public async Task A_run_that_is_not_durable_is_listed_and_cannot_be_resumed()
    {
        await using var world = World(Workflow);
        _ = (await world.StartAsync(durable: false)).Json();
        await world.RestartAsync();
        var run = await world.OnlyRunAsync();
        Assert.Equal(ExecutionStatus.Succeeded, run.State.Status);
        Assert.Equal(6, (await world.Journal.TasksAsync(run.Id, cancellationToken: TestContext.Current.CancellationToken)).Value!.Count);
        Assert.Contains((await world.Journal.LogsAsync(run.Id, 0, TestContext.Current.CancellationToken)).Value!, log => log.Bytes.Span.SequenceEqual("step 0\n"u8));
    }

    private static string Waiting(string result, string first = "first") => $"""
        from capsule import task, wait_for_signal
        @task
        async def main():
            import random
            random.random()
            try:
                await wait_for_signal("{first}", timeout="1ms")
            except TimeoutError:
                await wait_for_signal("go")
            return {result}
        """;

    /// <summary>The first answer that the entry task asked for. The clock of a slow task is set in between, without its asking.</summary>
    private static async Task<JournalEntry> FirstAnswerAsync(DurableWorld world)
    {
        var run = await world.OnlyRunAsync();
        var page = await world.Journal.EntriesAsync(run.Id, default, attempt: 1, from: 1, TestContext.Current.CancellationToken);
        return page.Value!.Entries.First(entry => entry.Kind != "clock");
    }

    private static async Task InterruptAsync(DurableWorld world)
    {
        using var death = new CancellationTokenSource();
        var running = world.StartAsync(cancellationToken: death.Token);
        await world.WaitForAsync(ExecutionStatus.Waiting);
        await death.CancelAsync();
        _ = await running;
        await world.RestartAsync();
    }
}
