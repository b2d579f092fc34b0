using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tests.Execution;

/// <summary>Which tasks compute, and which have a sandbox: on a clock that stands still.</summary>
public sealed class TaskGateTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly ManualTime time = new();
    private TaskGate? made;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => made?.Dispose();

    [Fact]
    public async Task A_long_task_no_longer_keeps_short_ones_waiting()
    {
        Make(new GateLimits { Quick = 1, Computing = 3, Sandboxes = 100 });
        using var first = await EnterAsync();
        var second = EnterAsync();
        Assert.False(second.IsCompleted);

        time.Advance(Tick);
        (await second).Dispose();
    }

    [Fact]
    public async Task Long_tasks_are_bounded_as_well()
    {
        Make(new GateLimits { Quick = 1, Computing = 2, Sandboxes = 100 });
        using var first = await EnterAsync();
        var second = EnterAsync();
        time.Advance(Tick);
        var third = EnterAsync();
        time.Advance(Tick);
        Assert.True(second.IsCompleted);
        Assert.False(third.IsCompleted);

        (await second).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_queue()
    {
        Make(new GateLimits { Computing = 1, Sandboxes = 100 });
        using var giveUp = new CancellationTokenSource();
        var first = await EnterAsync();
        var second = made!.EnterAsync(0, giveUp.Token);
        var third = EnterAsync();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_task_that_waits_lets_another_one_compute_and_goes_on_without_queueing()
    {
        Make(new GateLimits { Computing = 1, Sandboxes = 100 });
        using var first = await EnterAsync();
        var wait = first.Pause(forTasks: false);
        using var second = await EnterAsync();
        wait.Dispose();
        var third = EnterAsync();

        second.Dispose();
        Assert.False(third.IsCompleted); // the first one computes
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Tasks_that_wait_beyond_the_bound_of_sandboxes_wait_for_one_and_all_end()
    {
        Make(new GateLimits { Computing = 4, Sandboxes = 8 });
        var tasks = Enumerable.Range(0, 40).Select(_ => EnterAsync()).ToArray();
        var waits = new Queue<(TaskTurn Turn, IDisposable Wait)>();
        for (var begun = 0; begun < tasks.Length || waits.Count > 0;)
        {
            while (begun < tasks.Length && tasks[begun].IsCompleted)
            {
                var turn = await tasks[begun++];
                waits.Enqueue((turn, turn.Pause(forTasks: false)));
            }

            // Six of eight: a quarter is for subtasks.
            Assert.True(waits.Count == 6 || begun == tasks.Length);
            var (first, wait) = waits.Dequeue();
            wait.Dispose();
            first.Dispose();
        }
    }

    [Fact]
    public async Task Subtasks_get_in_where_entry_tasks_have_all_the_sandboxes_that_they_may()
    {
        Make(new GateLimits { Computing = 100, Quick = 100, Sandboxes = 4 });
        var entries = Enumerable.Range(0, 4).Select(_ => EnterAsync()).ToArray();
        var subtasks = Enumerable.Range(0, 2).Select(_ => EnterAsync(depth: 1)).ToArray();

        Assert.Equal(3, entries.Count(entry => entry.IsCompleted));
        Assert.Equal([true, false], subtasks.Select(subtask => subtask.IsCompleted));
    }

    [Fact]
    public async Task Where_all_wait_for_subtasks_the_deepest_one_gets_in_without_room()
    {
        Make(new GateLimits { Computing = 100, Quick = 100, Sandboxes = 1 });
        using var entry = await EnterAsync();
        var (other, shallow, deep) = (EnterAsync(), EnterAsync(depth: 1), EnterAsync(depth: 2));
        Assert.False(shallow.IsCompleted);

        using var wait = entry.Pause(forTasks: true);

        var admitted = await deep;
        Assert.False(shallow.IsCompleted);
        var sleep = admitted.Pause(forTasks: false);
        Assert.False(shallow.IsCompleted); // it ends by itself: one that sleeps makes no room
        sleep.Dispose();
        admitted.Dispose();
        (await shallow).Dispose();
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task No_sandbox_is_added_while_memory_is_short()
    {
        var isShort = true;
        Make(new GateLimits { Computing = 100, Quick = 2, Sandboxes = 100, IsMemoryShort = () => isShort });
        using var first = await EnterAsync();
        using var second = await EnterAsync();
        first.Pause(forTasks: false);
        second.Pause(forTasks: false);
        var third = EnterAsync();
        Assert.False(third.IsCompleted);

        time.Advance(Tick);
        Assert.False(third.IsCompleted);
        isShort = false;
        time.Advance(Tick);
        (await third).Dispose();
    }

    private void Make(GateLimits limits) => made = new TaskGate(limits, time);

    private Task<TaskTurn> EnterAsync(int depth = 0) => made!.EnterAsync(depth, Cancellation);
}
