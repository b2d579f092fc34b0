using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Durable;

/// <summary>The system's clock is set while runs wait, and between the processes of a run.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private const string Sleeps = """
        import time
        from capsule import sleep
        async def main():
            times = [time.time()]
            time.sleep(0.01)
            times.append(time.time())
            print("before")
            await sleep(3)
            print("after")
            times.append(time.time())
            time.sleep(0.01)
            times.append(time.time())
            return times == sorted(times) and times[-1] - times[0] > 3
        """;

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_run_that_waits_goes_on_in_time_and_sees_no_time_twice(int days)
    {
        var clock = new Jumping();
        await using var runtime = await CreateAsync(clock);
        await using var world = new DurableWorld(runtime, Sleeps);
        var run = world.StartAsync();
        await world.WaitForAsync(ExecutionStatus.Waiting);
        clock.Offset = Day * days;

        Assert.Equal("true", (await run.WaitAsync(Patience.Time, TestContext.Current.CancellationToken)).Json());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_run_is_resumed_by_a_process_with_another_clock(int days)
    {
        var clock = new Jumping();
        await using var runtime = await CreateAsync(clock);
        await using var world = new DurableWorld(runtime, Sleeps);
        using (var stop = new CancellationTokenSource())
        {
            var run = world.StartAsync(cancellationToken: stop.Token);
            await world.WaitForAsync(ExecutionStatus.Waiting);
            await stop.CancelAsync();
            Assert.False((await run).Success);
        }

        await world.RestartAsync();
        clock.Offset = Day * days;
        var envelope = await world.ResumeAsync().WaitAsync(Patience.Time, TestContext.Current.CancellationToken);

        Assert.Equal("true", envelope.Json());
        Assert.True(envelope.Execution.DurationMs >= 0);
        Assert.Equal(["after"], world.Observer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<CapsuleRuntime> CreateAsync(TimeProvider time) =>
        (await CapsuleRuntime.TryCreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache, Time = time })).Get();

    /// <summary>The system's clock, set forwards or back.</summary>
    private sealed class Jumping : TimeProvider
    {
        internal TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
