namespace Capsule.Runtime.Execution;

/// <summary>
/// Decides how many tasks of all runs compute at once, and how many sandboxes there are. A few more than there are processors is
/// best for many short tasks; a task that turns out to be long no longer counts among those, so that long ones never keep
/// short ones waiting: the operating system shares the processors among them. A task that waits for the host does not compute.
/// </summary>
/// <remarks>
/// Who is let in first: who came first, of those for whom there is memory. Entry tasks leave a quarter of the sandboxes to subtasks, which
/// others wait for. Where all that live wait for subtasks, one of these is let in although there is no room, the deepest first:
/// so it cannot be that all wait for ever, and there are never more beyond the bound than tasks may call tasks deep.
/// </remarks>
internal sealed class TaskGate : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly Lock gate = new();
    private readonly GateQueue waiting = new();
    private readonly HashSet<TaskTurn> quick = [];
    private readonly GateLimits limits;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private int computing;
    private int living;
    private int waitingForTasks;
    private bool timerRuns;

    internal TaskGate(GateLimits limits, TimeProvider time)
    {
        this.limits = limits with { Quick = Math.Min(limits.Quick, limits.Computing) };
        this.time = time;
        timer = time.CreateTimer(_ => LetLongOnesAside(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn; dispose it when the task ended.</summary>
    /// <param name="depth">How deep tasks called tasks, down to this one; 0 for the entry task of a run, and for what is loaded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn came.</exception>
    internal Task<TaskTurn> EnterAsync(int depth, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TaskTurn>(cancellationToken);
        }

        lock (gate)
        {
            var waiter = waiting.Add(depth);
            Admit();
            if (!waiter.Admitted.Task.IsCompleted)
            {
                waiter.Cancellation = cancellationToken.Register(() => GiveUp(waiter, cancellationToken));
                RunTimer();
            }

            return waiter.Admitted.Task;
        }
    }

    /// <summary>A task ended.</summary>
    internal void Leave(TaskTurn turn)
    {
        lock (gate)
        {
            living--;
            StopComputing(turn);
            Admit();
        }
    }

    /// <summary>A task waits for the host from here on.</summary>
    internal void Pause(TaskTurn turn, bool forTasks)
    {
        lock (gate)
        {
            waitingForTasks += forTasks ? 1 : 0;
            StopComputing(turn);
            Admit();
        }
    }

    /// <summary>A task has waited. It does not queue again: those in front of it may be waiting for its answer.</summary>
    internal void Resume(TaskTurn turn, bool forTasks)
    {
        lock (gate)
        {
            waitingForTasks -= forTasks ? 1 : 0;
            Compute(turn);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Compute(TaskTurn turn)
    {
        computing++;
        turn.ComputesSince = time.GetTimestamp();
        quick.Add(turn);
    }

    private void StopComputing(TaskTurn turn)
    {
        computing--;
        quick.Remove(turn);
    }

    private void Admit()
    {
        while (!waiting.IsEmpty && computing < limits.Computing && quick.Count < limits.Quick && TakeNext() is { } next)
        {
            var turn = new TaskTurn(this);
            living++;
            Compute(turn);
            next.Cancellation.Unregister();
            next.Admitted.SetResult(turn);
        }
    }

    private GateQueue.Waiter? TakeNext()
    {
        var hasMemory = living < limits.Quick || !limits.IsMemoryShort();
        return waiting.TakeFirst(
            forEntries: hasMemory && living < Math.Max(1, limits.Sandboxes / 4 * 3), forSubtasks: hasMemory && living < limits.Sandboxes)
            ?? (living == waitingForTasks ? waiting.TakeDeepest() : null);
    }

    private void GiveUp(GateQueue.Waiter waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (GateQueue.Remove(waiter))
            {
                waiter.Admitted.SetCanceled(cancellationToken);
            }
        }
    }

    private void LetLongOnesAside()
    {
        lock (gate)
        {
            quick.RemoveWhere(turn => time.GetElapsedTime(turn.ComputesSince) >= Tick);
            timerRuns = false;
            Admit();
            RunTimer();
        }
    }

    /// <summary>Also memory that others give back is only found out by looking.</summary>
    private void RunTimer()
    {
        if (!timerRuns && !waiting.IsEmpty)
        {
            timerRuns = timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }
}
