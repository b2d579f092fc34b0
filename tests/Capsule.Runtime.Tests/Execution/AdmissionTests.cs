using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tests.Execution;

/// <summary>Who is let in when several runs are resumed at the same time.</summary>
public sealed class AdmissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_of_several_runs_compute_no_more_at_a_time_than_all_of_them_may()
    {
        var all = new Admission(2, long.MaxValue);
        var runs = Enumerable.Range(0, 4).Select(_ => new Admission(256, long.MaxValue, all)).ToArray();
        Assert.True(await runs[0].EnterAsync(1, Cancellation));
        Assert.True(await runs[1].EnterAsync(1, Cancellation));
        var (third, fourth) = (runs[2].EnterAsync(1, Cancellation), runs[3].EnterAsync(1, Cancellation));
        Assert.False(third.IsCompleted || fourth.IsCompleted);

        runs[0].Leave(1);

        Assert.True(await third);
        Assert.False(fourth.IsCompleted);
        runs[1].Leave(1);
        Assert.True(await fourth);
    }

    /// <summary>A run that waits for a day must not keep the others from going on.</summary>
    [Fact]
    public async Task A_task_that_waits_makes_room_for_those_of_other_runs()
    {
        var all = new Admission(1, long.MaxValue);
        var (first, second, third) = (new Admission(1, long.MaxValue, all), new Admission(1, long.MaxValue, all), new Admission(1, long.MaxValue, all));
        Assert.True(await first.EnterAsync(1, Cancellation));
        var waiting = first.Pause(onlyForTasks: false);

        Assert.True(await second.EnterAsync(1, Cancellation));

        waiting.Dispose();
        var last = third.EnterAsync(1, Cancellation);
        first.Leave(1);
        Assert.False(last.IsCompleted);
        second.Leave(1);
        Assert.True(await last);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_while_other_runs_compute_leaves_its_own_run_as_it_was()
    {
        var all = new Admission(1, long.MaxValue);
        var (first, second) = (new Admission(1, long.MaxValue, all), new Admission(1, memory: 10, all));
        Assert.True(await first.EnterAsync(1, Cancellation));
        using var source = new CancellationTokenSource();
        var cancelled = second.EnterAsync(10, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        first.Leave(1);
        Assert.True(await second.EnterAsync(10, Cancellation));
    }
}
