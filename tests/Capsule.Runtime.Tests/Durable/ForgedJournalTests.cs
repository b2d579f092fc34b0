using System.Text;
using Capsule.Journaling;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Durable;

/// <summary>A journal is a file, which may come from anywhere: what it says is checked like any other input.</summary>
public sealed class ForgedJournalTests(RuntimeFixture fixture)
{
    private const string Simple = """
        from capsule import task
        @task(name="main")
        def main(*args): return list(args)
        """;

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"seed":null}""")]
    [InlineData("""{"seed":"no base64!"}""")]
    [InlineData("""{"overrides":{"compute":0}}""")]
    [InlineData("""{"overrides":{"compute":1e300}}""")]
    [InlineData("""{"overrides":{"ram":-1}}""")]
    [InlineData("""{"overrides":{"timeout":1e999}}""")]
    [InlineData("""{"overrides":{"timeout":1e300}}""")]
    [InlineData("""{"overrides":{"timeout":-1}}""")]
    [InlineData("""{"overrides":{"max_retries":-5}}""")]
    [InlineData("""{"overrides":{"max_retries":1000000}}""")]
    [InlineData("""{"overrides":{"unheard_of":1}}""")]
    [InlineData("""{"overrides":[]}""")]
    [InlineData("""{"limits":{"tasks":0}}""")]
    [InlineData("""{"limits":{"concurrency":-1}}""")]
    [InlineData("""{"limits":{"time_ms":1e300}}""")]
    [InlineData("""{"file_limits":{"bytes_written":-1}}""")]
    [InlineData("""{"mounts":[null]}""")]
    [InlineData("""{"mounts":[{}]}""")]
    public async Task Settings_that_nobody_could_have_set_are_refused(string settings)
    {
        await using var world = new DurableWorld(fixture.Runtime, Simple);
        var run = await world.ForgeAsync(start => start with { Overrides = settings });

        AssertUnreadable(await world.ResumeAsync(), world, run, "settings");
        AssertUnreadable(await world.ReplayAsync(), world, run, "settings");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"args":null,"kwargs":{}}""")]
    [InlineData("""{"args":[]}""")]
    [InlineData("""{"args":{},"kwargs":[]}""")]
    [InlineData("""{"args":["\ud800"],"kwargs":{}}""")]
    [InlineData("""{"args":[],"kwargs":{"\ud800":1}}""")]
    public async Task Arguments_that_are_none_are_refused(string arguments)
    {
        await using var world = new DurableWorld(fixture.Runtime, Simple);
        var run = await world.ForgeAsync(start => start with { Arguments = arguments });

        AssertUnreadable(await world.ResumeAsync(), world, run, "arguments");
    }

    [Fact]
    public async Task Arguments_that_are_deep_are_kept()
    {
        await using var world = new DurableWorld(fixture.Runtime, Simple);
        var deep = new string('[', 400) + new string(']', 400);
        _ = await world.ForgeAsync(start => start with { Arguments = "{\"args\":[" + deep + "],\"kwargs\":{}}" });

        Assert.Equal($"[{deep}]", (await world.ResumeAsync()).Json());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"success":true,"result":1,"error":null,"execution":{"task_name":"main"}}""")]
    public async Task An_end_that_is_no_envelope_is_refused(string envelope)
    {
        await using var world = new DurableWorld(fixture.Runtime, Simple);
        var run = await world.ForgeAsync(start => start);
        await world.WriteAsync(new JournalWrite.ChangeRun(
            run, RunState.Ended(ExecutionStatus.Succeeded, envelope), DateTimeOffset.UnixEpoch));

        AssertUnreadable(await world.ResumeAsync(), world, run, "envelope");
    }

    [Theory]
    [InlineData("nonsense", 1)]
    [InlineData("{}", 1)]
    [InlineData(null, 0)]
    [InlineData(null, -1000)]
    public async Task A_task_that_ended_in_no_way_or_began_too_seldom_is_refused(string? envelope, int attempts)
    {
        await using var world = new DurableWorld(fixture.Runtime, Simple);
        var run = await world.ForgeAsync(start => start);
        await world.WriteAsync(new JournalWrite.RecordTask(new TaskRecord
        {
            Run = run,
            Path = TaskPath.Root,
            Name = "main",
            Status = envelope is null ? ExecutionStatus.Running : ExecutionStatus.Succeeded,
            Attempts = attempts,
            Started = DateTimeOffset.UnixEpoch,
            Ended = envelope is null ? null : DateTimeOffset.UnixEpoch,
            Envelope = envelope,
        }));

        AssertUnreadable(await world.ResumeAsync(), world, run, "record of task 'main'");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"ok":1}""")]
    [InlineData("""{"ok":[1]}""")]
    [InlineData("""{"ok":[{"handle":"1","bytes":0,"ok":null}]}""")]
    [InlineData("""{"ok":[{"handle":1e300,"bytes":0,"ok":null}]}""")]
    public async Task An_answer_that_is_none_ends_the_run_with_its_position(string answer)
    {
        await using var world = new DurableWorld(fixture.Runtime, """
            from capsule import task
            @task
            def step(n): return n
            @task(name="main")
            async def main(): return (await step.start(1)).unwrap()
            """);
        Assert.Equal("1", (await world.StartAsync()).Json());
        var real = await world.OnlyRunAsync();
        var entries = (await world.Journal.EntriesAsync(real.Id, TaskPath.Root, 1, 0, TestContext.Current.CancellationToken)).Value!.Entries;
        var waited = entries.First(entry => entry.Kind == "wait").Position;
        await using var other = new DurableWorld(fixture.Runtime, world.Source);
        var run = await other.ForgeAsync(start => real.Start with { Id = start.Id });
        foreach (var entry in entries)
        {
            await other.WriteAsync(new JournalWrite.AppendEntry(
                entry with { Run = run, Payload = entry.Position == waited ? Encoding.UTF8.GetBytes(answer) : entry.Payload }));
        }

        var envelope = await other.ResumeAsync();
        Assert.Equal(ErrorType.JournalError, envelope.Error?.Type);
        Assert.Contains($"position {waited} of the entry task (attempt 1) of run {run} is damaged", envelope.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_no_JSON_is_an_error_of_the_wait()
    {
        await using var world = new DurableWorld(fixture.Runtime, """
            from capsule import task, wait_for_signal
            @task(name="main")
            async def main():
                try:
                    return await wait_for_signal("go")
                except RuntimeError as error:
                    return [str(error), await wait_for_signal("go")]
            """);
        var run = await world.ForgeAsync(start => start);
        await world.SendAsync("go", "1}]}\0{");
        await world.SendAsync("go", "2");

        Assert.Equal("""["what came with the signal 'go' in the journal is no JSON",2]""", (await world.ResumeAsync()).Json());
        Assert.Equal(run, (await world.OnlyRunAsync()).Id);
    }

    [Fact]
    public async Task What_a_journal_sets_above_the_caps_is_lowered_to_them()
    {
        await using var world = new DurableWorld(fixture.Runtime, """
            from capsule import task
            @task(name="main")
            def main():
                while True: pass
            """)
        {
            Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(1_000_000, null), MaxRetries = 1 } },
        };
        _ = await world.ForgeAsync(start => start with
        {
            Overrides = """{"overrides":{"compute":9000000000000000,"ram":1000000000,"timeout":"24h","max_retries":100}}""",
        });

        var envelope = await world.ResumeAsync();
        Assert.Equal((ErrorType.FuelExhausted, 1), (envelope.Error?.Type, envelope.Execution.Retries));
    }

    [Fact]
    public async Task Limits_of_a_journal_only_lower_those_of_now()
    {
        await using var world = new DurableWorld(fixture.Runtime, """
            from capsule import task
            @task
            def step(): pass
            @task(name="main")
            def main(): return [step().error and step().error["error_type"] for _ in range(4)]
            """);
        _ = await world.ForgeAsync(start => start with { Overrides = """{"limits":{"tasks":3,"compute":9000000000000000,"depth":1000000}}""" });

        Assert.Equal("""[null,null,"limit_exceeded","limit_exceeded"]""", (await world.ResumeAsync()).Json());
    }

    [Fact]
    public async Task What_the_operator_sets_at_the_start_is_above_the_caps()
    {
        await using var world = new DurableWorld(fixture.Runtime, """
            from capsule import task
            @task(name="main", compute="LOW")
            def main(): return sum(range(1_000_000))
            """)
        {
            Caps = new PolicyCaps { Limits = new TaskLimits { Compute = new Compute(1_000_000, null) } },
            Overrides = new TaskLimits { Compute = Compute.High },
        };

        Assert.Equal("499999500000", (await world.StartAsync()).Json());
    }

    private static void AssertUnreadable(Envelope envelope, DurableWorld world, RunId run, string what)
    {
        Assert.Equal(ErrorType.JournalError, envelope.Error?.Type);
        Assert.StartsWith($"the {what} of run {run} in the journal {world.Journal.Location} cannot be read", envelope.Error?.Message, StringComparison.Ordinal);
    }
}
