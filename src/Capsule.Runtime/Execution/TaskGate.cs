namespace Capsule.Runtime.Execution;

/// <summary>
/// Decides how many tasks run at once. A few more than there are processors is best for many short tasks; a task that
/// turns out to be long no longer counts among those, so that long ones never keep short ones waiting: the operating
/// system shares the processors among them.
/// </summary>
internal sealed class TaskGate : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource<TaskTurn>> waiting = [];
    private readonly HashSet<TaskTurn> quick = [];
    private readonly int mostQuick;
    private readonly int most;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private int running;
    private bool timerRuns;

    /// <summary>Makes a gate.</summary>
    /// <param name="mostQuick">How many tasks run at once while all are short.</param>
    /// <param name="most">How many run at most at once. Threat: long tasks without number fill the memory.</param>
    /// <param name="time">The clock.</param>
    internal TaskGate(int mostQuick, int most, TimeProvider time)
    {
        this.mostQuick = Math.Min(mostQuick, most);
        this.most = most;
        this.time = time;
        timer = time.CreateTimer(_ => LetLongOnesAside(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn; dispose it when the task ended.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn came.</exception>
    internal async ValueTask<TaskTurn> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<TaskTurn>> place;
        lock (gate)
        {
            if (waiting.Count == 0 && HasRoom)
            {
                return Start();
            }

            place = waiting.AddLast(new TaskCompletionSource<TaskTurn>(TaskCreationOptions.RunContinuationsAsynchronously));
            RunTimer();
        }

        await using var registration = cancellationToken.Register(() => GiveUp(place, cancellationToken)).ConfigureAwait(false);
        return await place.Value.Task.ConfigureAwait(false);
    }

    /// <summary>A task ended.</summary>
    internal void Leave(TaskTurn turn)
    {
        lock (gate)
        {
            running--;
            quick.Remove(turn);
            Admit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private bool HasRoom => running < most && quick.Count < mostQuick;

    private TaskTurn Start()
    {
        running++;
        var turn = new TaskTurn(this, time.GetTimestamp());
        quick.Add(turn);
        return turn;
    }

    private void Admit()
    {
        while (HasRoom && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            first.Value.SetResult(Start());
        }
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<TaskTurn>> place, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (place.List is not null)
            {
                waiting.Remove(place);
                place.Value.SetCanceled(cancellationToken);
            }
        }
    }

    private void LetLongOnesAside()
    {
        lock (gate)
        {
            quick.RemoveWhere(turn => time.GetElapsedTime(turn.Started) >= Tick);
            Admit();
            timerRuns = false;
            if (waiting.Count > 0)
            {
                RunTimer();
            }
        }
    }

    private void RunTimer()
    {
        if (!timerRuns)
        {
            timerRuns = timer.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }
}
