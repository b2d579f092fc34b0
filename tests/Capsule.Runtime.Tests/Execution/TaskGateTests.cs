using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tests.Execution;

public sealed class TaskGateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_task_no_longer_keeps_short_ones_waiting()
    {
        using var gate = new TaskGate(mostQuick: 1, most: 3, TimeProvider.System);
        using var first = await gate.EnterAsync(Cancellation);
        using var second = await gate.EnterAsync(Cancellation);
        using var third = await gate.EnterAsync(Cancellation);
        var fourth = gate.EnterAsync(Cancellation).AsTask();

        await Task.Delay(100, Cancellation);
        Assert.False(fourth.IsCompleted);
        second.Dispose();
        (await fourth).Dispose();
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_queue()
    {
        using var gate = new TaskGate(mostQuick: 1, most: 1, TimeProvider.System);
        using var giveUp = new CancellationTokenSource();
        var first = await gate.EnterAsync(Cancellation);
        var second = gate.EnterAsync(giveUp.Token).AsTask();
        var third = gate.EnterAsync(Cancellation).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();
    }
}
