namespace Capsule.Runtime.Worker;

/// <summary>The requests that are not answered yet. Reading waits while they are too many.</summary>
/// <param name="most">How many there may be.</param>
/// <param name="mostBytes">How long they may be together; one request may always be there.</param>
/// <param name="stop">Cancels all of them.</param>
internal sealed class PendingRequests(int most, long mostBytes, CancellationToken stop)
{
    private readonly Dictionary<RequestId, PendingRequest> byId = [];
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object gate = new();
    private int unanswered;
    private long bytes;
    private bool isComplete;

    /// <summary>Adds a request, waiting for room; null when one with its id is not answered yet.</summary>
    internal PendingRequest? Add(RequestId id, int length)
    {
        lock (gate)
        {
            while (unanswered > 0 && (unanswered >= most || bytes + length > mostBytes))
            {
                Monitor.Wait(gate);
            }

            if (byId.ContainsKey(id))
            {
                return null;
            }

            unanswered++;
            bytes += length;
            return byId[id] = new PendingRequest(id, length, CancellationTokenSource.CreateLinkedTokenSource(stop));
        }
    }

    /// <summary>Cancels a request; false when there is none with this id.</summary>
    internal bool Cancel(RequestId id)
    {
        PendingRequest? request;
        lock (gate)
        {
            byId.TryGetValue(id, out request);
        }

        request?.Cancel();
        return request is not null;
    }

    /// <summary>A request is about to be answered: whoever reads the answer may use its id again.</summary>
    internal void Free(PendingRequest request)
    {
        lock (gate)
        {
            byId.Remove(request.Id);
        }
    }

    /// <summary>A request was answered.</summary>
    internal void End(PendingRequest request)
    {
        request.End();
        lock (gate)
        {
            unanswered--;
            bytes -= request.Length;
            Monitor.PulseAll(gate);
            EndWhenEmpty();
        }
    }

    /// <summary>Ends when all requests are answered; none is added after this call but what is being read.</summary>
    internal Task CompleteAsync()
    {
        lock (gate)
        {
            isComplete = true;
            EndWhenEmpty();
            return empty.Task;
        }
    }

    private void EndWhenEmpty()
    {
        if (isComplete && unanswered == 0)
        {
            empty.TrySetResult();
        }
    }
}
