using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.HostApi;

/// <summary>Operations that a guest started and does not wait for.</summary>
/// <param name="memory">The guest's account, which pays for requests until they are done and for answers until they are taken.</param>
internal sealed class PendingOperations(HostMemory memory) : IDisposable
{
    /// <summary>Threat: a guest that starts operations in a loop takes the host's memory.</summary>
    internal const int Limit = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<int, (WaitKind Waits, CancellationTokenSource Source)> running = [];
    private readonly Queue<CompletedOperation> completed = [];

    /// <summary>How many of each kind run: a guest asks with each wait, and 20,000 may run.</summary>
    private readonly int[] kinds = new int[Enum.GetValues<WaitKind>().Length];
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

    /// <summary>What all that is under way has in common.</summary>
    internal WaitKind Kind
    {
        get
        {
            lock (gate)
            {
                if (running.Count == 0)
                {
                    return WaitKind.Events;
                }

                var only = Array.IndexOf(kinds, running.Count);
                return only >= 0 ? (WaitKind)only : kinds[(int)WaitKind.Tasks] > 0 ? WaitKind.TasksAndMore : WaitKind.Work;
            }
        }
    }

    /// <summary>Gives away the next handle.</summary>
    internal int Reserve() => Interlocked.Increment(ref last);

    /// <summary>Starts an operation.</summary>
    /// <param name="waits">What a guest waits for that waits for it.</param>
    /// <param name="bytes">What is charged for it already, and is given back when it ends.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its handle, or null when too many are under way.</returns>
    internal int? Start(
        WaitKind waits, long bytes, Func<CancellationToken, Task<HostAnswer>> operation, CancellationToken cancellationToken)
    {
        var handle = Interlocked.Increment(ref last);
        return StartAs(handle, waits, bytes, operation, cancellationToken) ? handle : null;
    }

    /// <summary>Starts an operation that had this handle in the process before.</summary>
    internal bool StartAs(
        int handle, WaitKind waits, long bytes, Func<CancellationToken, Task<HostAnswer>> operation, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (gate)
        {
            if (running.Count + completed.Count >= Limit || !running.TryAdd(handle, (waits, source)))
            {
                source.Dispose();
                memory.Release(bytes);
                return false;
            }

            kinds[(int)waits]++;
            last = Math.Max(last, handle);
        }

        _ = FollowAsync(handle, waits, bytes, operation, source);
        return true;
    }

    /// <summary>
    /// Takes what ended since the last time: all of it, or up to the first answer that delivers a signal, for a record of the
    /// journal consumes one.
    /// </summary>
    internal IReadOnlyList<CompletedOperation> Take()
    {
        lock (gate)
        {
            var taken = new List<CompletedOperation>(completed.Count);
            while (completed.TryDequeue(out var operation))
            {
                taken.Add(operation);
                memory.Release(operation.Bytes);
                if (operation.Answer.Signal is not null)
                {
                    break;
                }
            }

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
        int handle, WaitKind waits, long bytes, Func<CancellationToken, Task<HostAnswer>> operation, CancellationTokenSource source)
    {
        var answer = await operation(source.Token).ConfigureAwait(false);
        memory.Release(bytes);

        // A signal that was consumed has to be delivered; what comes with one is bounded.
        var kept = answer.Signal is not null ? 0 : answer.Bytes;
        if (!memory.TryCharge(kept))
        {
            (answer, kept) = (HostAnswer.NoMemory, 0);
        }

        TaskCompletionSource signal;
        lock (gate)
        {
            running.Remove(handle);
            kinds[(int)waits]--;
            completed.Enqueue(new CompletedOperation(handle, answer, kept));
            (signal, wake) = (wake, NewSignal());
        }

        source.Dispose();
        signal.SetResult();
    }
}
