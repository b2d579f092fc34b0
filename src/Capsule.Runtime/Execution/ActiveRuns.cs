namespace Capsule.Runtime.Execution;

/// <summary>The runs that are under way in a runtime, so that it can end without taking the sandbox away from one.</summary>
internal sealed class ActiveRuns : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private bool isClosed;

    /// <summary>Cancelled when what is under way is to end now.</summary>
    internal CancellationToken Ending => ending.Token;

    /// <summary>Counts a run in; null when no more are taken.</summary>
    /// <param name="cancellationToken">What else cancels it.</param>
    internal ActiveRun? Enter(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return null;
            }

            count++;
        }

        return new ActiveRun(this, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token));
    }

    /// <summary>Takes no more; ends when all have ended.</summary>
    internal Task CloseAsync()
    {
        lock (gate)
        {
            isClosed = true;
            EndIfLast();
        }

        return ended.Task;
    }

    /// <summary>Cancels what is under way.</summary>
    internal void Cancel() => ending.Cancel();

    /// <inheritdoc/>
    public void Dispose() => ending.Dispose();

    private void Leave()
    {
        lock (gate)
        {
            count--;
            EndIfLast();
        }
    }

    private void EndIfLast()
    {
        if (isClosed && count == 0)
        {
            ended.TrySetResult();
        }
    }

    /// <summary>One run, until it is disposed.</summary>
    internal sealed class ActiveRun(ActiveRuns owner, CancellationTokenSource cancellationSource) : IDisposable
    {
        internal CancellationToken Cancellation => cancellationSource.Token;

        public void Dispose()
        {
            cancellationSource.Dispose();
            owner.Leave();
        }
    }
}
