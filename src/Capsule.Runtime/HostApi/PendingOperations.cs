namespace Capsule.Runtime.HostApi;

/// <summary>Operations that one guest started and goes on without.</summary>
internal sealed class PendingOperations : IDisposable
{
    /// <summary>Threat: a guest that starts operations in a loop takes the host's memory.</summary>
    internal const int Limit = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<int, (string Name, CancellationTokenSource Source)> running = [];
    private readonly Queue<CompletedOperation> completed = [];
    private TaskCompletionSource wake = NewSignal();
    private int last;

    /// <summary>Whether nothing is under way and nothing is left to be taken.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return running.Count == 0 && completed.Count == 0;
            }
        }
    }

    /// <summary>Completes when there is something to take; asked for before <see cref="Take"/>, nothing is missed.</summary>
    internal Task Completion
    {
        get
        {
            lock (gate)
            {
                return completed.Count > 0 ? Task.CompletedTask : wake.Task;
            }
        }
    }

    /// <summary>Whether all that is under way is one kind of operation.</summary>
    internal bool AreAll(string name)
    {
        lock (gate)
        {
            return running.Values.All(operation => operation.Name == name);
        }
    }

    /// <summary>Starts an operation.</summary>
    /// <returns>Its handle, or null when too many are under way.</returns>
    internal int? Start(string name, Func<CancellationToken, Task<HostAnswer>> operation, CancellationToken cancellation)
    {
        var handle = Interlocked.Increment(ref last);
        return StartAs(handle, name, operation, cancellation) ? handle : null;
    }

    /// <summary>Starts an operation that had this handle in the process before.</summary>
    internal bool StartAs(
        int handle, string name, Func<CancellationToken, Task<HostAnswer>> operation, CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (gate)
        {
            if (running.Count + completed.Count >= Limit || !running.TryAdd(handle, (name, source)))
            {
                source.Dispose();
                return false;
            }

            last = Math.Max(last, handle);
        }

        _ = FollowAsync(handle, operation, source);
        return true;
    }

    /// <summary>Takes what ended since the last time.</summary>
    internal IReadOnlyList<CompletedOperation> Take()
    {
        lock (gate)
        {
            CompletedOperation[] taken = [.. completed];
            completed.Clear();
            return taken;
        }
    }

    /// <summary>Cancels an operation. It still ends, with an answer.</summary>
    internal void Cancel(int handle)
    {
        CancellationTokenSource? source;
        lock (gate)
        {
            source = running.TryGetValue(handle, out var operation) ? operation.Source : null;
        }

        TryCancel(source);
    }

    /// <summary>Cancels all and waits until they have ended, which operations do soon.</summary>
    public void Dispose()
    {
        CancellationTokenSource[] sources;
        lock (gate)
        {
            sources = [.. running.Values.Select(operation => operation.Source)];
        }

        foreach (var source in sources)
        {
            TryCancel(source);
        }

        while (true)
        {
            Task next;
            lock (gate)
            {
                if (running.Count == 0)
                {
                    return;
                }

                completed.Clear();
                next = wake.Task;
            }

            next.Wait(Timeout.InfiniteTimeSpan);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void TryCancel(CancellationTokenSource? source)
    {
        try
        {
            source?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this moment.
        }
    }

    private async Task FollowAsync(
        int handle, Func<CancellationToken, Task<HostAnswer>> operation, CancellationTokenSource source)
    {
        var answer = await operation(source.Token).ConfigureAwait(false);
        TaskCompletionSource signal;
        lock (gate)
        {
            running.Remove(handle);
            completed.Enqueue(new CompletedOperation(handle, answer));
            (signal, wake) = (wake, NewSignal());
        }

        source.Dispose();
        signal.SetResult();
    }
}
