using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tests.Execution;

/// <summary>Which tasks of a run are let in.</summary>
public sealed class AdmissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_waits_makes_room_for_others()
    {
        var admission = new Admission(1, long.MaxValue);
        Assert.True(await admission.EnterAsync(1, Cancellation));
        var waiting = admission.Pause(onlyForTasks: false);
        Assert.True(await admission.EnterAsync(1, Cancellation));

        waiting.Dispose();
        var last = admission.EnterAsync(1, Cancellation);
        admission.Leave(1);
        Assert.False(last.IsCompleted);
        admission.Leave(1);
        Assert.True(await last);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_before_it_is_let_in_takes_no_memory()
    {
        var admission = new Admission(2, memory: 10);
        Assert.True(await admission.EnterAsync(10, Cancellation));
        using var source = new CancellationTokenSource();
        var cancelled = admission.EnterAsync(10, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        admission.Leave(10);
        Assert.True(await admission.EnterAsync(10, Cancellation));
    }
}
