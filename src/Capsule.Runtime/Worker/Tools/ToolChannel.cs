namespace Capsule.Runtime.Worker.Tools;

/// <summary>Asks the client of one request to call its functions, until the request is answered.</summary>
/// <param name="id">The request.</param>
/// <param name="output">Where the client listens.</param>
/// <param name="calls">Where its answers come in.</param>
internal sealed class ToolChannel(RequestId id, WorkerOutput output, ToolCalls calls)
{
    private readonly Lock gate = new();
    private bool isAnswered;

    /// <summary>Has a function called, and waits for what the client says.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants the answer any more: the client is told.</exception>
    internal async Task<ToolAnswer> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var (number, answer) = calls.Add();
        try
        {
            Tell(WorkerMessages.ToolCalled(id, number, call), cancellationToken);
            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (calls.Remove(number))
            {
                Tell(WorkerMessages.ToolCancelled(id, number), CancellationToken.None);
            }
        }
    }

    /// <summary>Nothing about the request may follow its answer.</summary>
    internal void Close()
    {
        lock (gate)
        {
            isAnswered = true;
        }
    }

    /// <summary>Threat: arguments, which are the guest's, pile up for a client that does not read. What cancels a call is short, and does not wait.</summary>
    private void Tell(ReadOnlySpan<byte> line, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            output.WaitUntilRead(cancellationToken);
        }

        lock (gate)
        {
            if (!isAnswered && !cancellationToken.IsCancellationRequested)
            {
                output.Write(line);
            }
        }
    }
}
