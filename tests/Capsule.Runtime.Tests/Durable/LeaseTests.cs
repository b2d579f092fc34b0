using Capsule.Runtime.Tests.Support;
using Capsule.Tests.Journaling;

namespace Capsule.Runtime.Tests.Durable;

/// <summary>A process that loses the right to execute a run ends its work on it, and writes nothing more; another one continues.</summary>
public sealed class LeaseTests(RuntimeFixture fixture)
{
    private const string Waits = """
        from capsule import task, wait_for_signal
        @task
        def step(n): return n
        @task
        async def main():
            first = step(1).unwrap()
            return [first, await wait_for_signal("go")]
        """;

    private const string Computes = """
        from capsule import task
        @task
        def step(n): return n
        @task(compute="HIGH", timeout="10m", max_retries=3)
        def main():
            step(1).unwrap()
            print("computing", flush=True)
            while True: pass
        """;

    [Fact]
    public async Task A_run_that_waits_ends_where_its_lease_is_lost_and_continues_elsewhere()
    {
        await using var world = new DurableWorld(fixture.Runtime, Waits);
        var leased = new FaultyJournal(world.Journal, static (_, _, _) => { });
        var running = world.StartAsync(through: leased);
        await world.WaitForAsync(ExecutionStatus.Waiting);
        var before = await world.OnlyRunAsync();
        leased.LoseLeases();

        var envelope = await running;
        Assert.Equal(ErrorType.LeaseLost, envelope.Error?.Type);
        Assert.Equal(before.Id.ToString(), envelope.RunId);
        Assert.Equal(before with { IsOwned = false, Start = null! }, await world.OnlyRunAsync() with { Start = null! });

        await world.RestartAsync();
        await world.SendAsync("go", "2");
        Assert.Equal("[1,2]", (await world.ResumeAsync()).Json());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_computes_ends_where_its_lease_is_lost_and_writes_nothing_more(bool isDurable)
    {
        await using var world = new DurableWorld(fixture.Runtime, Computes);
        var leased = new FaultyJournal(world.Journal, static (_, _, _) => { });
        var running = world.StartAsync(through: leased, durable: isDurable);
        await Patience.UntilAsync(
            () => Task.FromResult(running.IsCompleted || world.Observer.Output.Contains("computing", StringComparison.Ordinal)), "the task computes");
        leased.LoseLeases();

        Assert.Equal(ErrorType.LeaseLost, (await running).Error?.Type);
        Assert.Null(await world.Journal.FlushAsync(TestContext.Current.CancellationToken));
        var run = await world.OnlyRunAsync();
        Assert.Equal((ExecutionStatus.Interrupted, null), (run.Status, run.Ended));
        var entry = (await world.Journal.TasksAsync(run.Id, TaskPath.Root, TestContext.Current.CancellationToken)).Value!;
        Assert.All(entry, task => Assert.Equal((ExecutionStatus.Running, 1), (task.Status, task.Attempts)));
    }
}
