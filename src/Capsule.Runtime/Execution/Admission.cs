namespace Capsule.Runtime.Execution;

/// <summary>
/// Lets the tasks of a run in: so many compute at a time, and the memory they may take together is bounded. A task that
/// waits does not compute; it keeps its memory. Those that are in go through the <see cref="TaskGate"/> of all runs.
/// </summary>
/// <param name="concurrency">How many may compute at a time.</param>
/// <param name="memory">Memory for those that live, in bytes.</param>
internal sealed class Admission(int concurrency, long memory)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> queue = [];
    private int computing;
    private int living;
    private int waitingForTasks;
    private long reserved;

    /// <summary>Waits until a task may start.</summary>
    /// <returns>False when it never can: all the others wait for it or its like, and keep the memory that it needs.</returns>
    internal async Task<bool> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(bytes);
        lock (gate)
        {
            queue.AddLast(waiter);
            Pump();
        }

        using (cancellationToken.Register(() => Withdraw(waiter, cancellationToken)))
        {
            return await waiter.Admitted.Task.ConfigureAwait(false);
        }
    }

    /// <summary>A task ended.</summary>
    internal void Leave(long bytes)
    {
        lock (gate)
        {
            computing--;
            living--;
            reserved -= bytes;
            Pump();
        }
    }

    /// <summary>A task that is in waits from here on, until what this gives is disposed.</summary>
    /// <param name="onlyForTasks">Whether nothing but the end of other tasks of the run ends its wait.</param>
    internal IDisposable Pause(bool onlyForTasks)
    {
        lock (gate)
        {
            computing--;
            waitingForTasks += onlyForTasks ? 1 : 0;
            Pump();
        }

        return new Paused(this, onlyForTasks);
    }

    private void Resume(bool onlyForTasks)
    {
        lock (gate)
        {
            // It does not queue again: those in front of it may be waiting for its answer.
            computing++;
            waitingForTasks -= onlyForTasks ? 1 : 0;
        }
    }

    /// <summary>First come, first served: a task that needs much memory is not overtaken for ever.</summary>
    private void Pump()
    {
        while (queue.First is { Value: var head })
        {
            if (computing < concurrency && reserved + head.Bytes <= memory)
            {
                queue.RemoveFirst();
                computing++;
                living++;
                reserved += head.Bytes;
                head.Admitted.TrySetResult(true);
            }
            else if (living == waitingForTasks && computing <= 0)
            {
                queue.RemoveFirst();
                head.Admitted.TrySetResult(false);
            }
            else
            {
                return;
            }
        }
    }

    private void Withdraw(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (queue.Remove(waiter))
            {
                waiter.Admitted.TrySetCanceled(cancellationToken);
                Pump();
            }
        }
    }

    private sealed class Waiter(long bytes)
    {
        internal long Bytes => bytes;

        internal TaskCompletionSource<bool> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Paused(Admission owner, bool onlyForTasks) : IDisposable
    {
        public void Dispose() => owner.Resume(onlyForTasks);
    }
}
