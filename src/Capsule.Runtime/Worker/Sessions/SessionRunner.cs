
namespace Capsule.Runtime.Worker.Sessions;

/// <summary>Answers requests about sessions, whatever happens, with an envelope.</summary>
internal sealed class SessionRunner(SessionRequests sessions, TimeProvider time)
{
    /// <summary>Does what a request asks for.</summary>
    internal async Task<(Envelope Envelope, SessionResult? Cell)> RunAsync(
        WorkerRequest.OfSession request, CellClient client, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var answered = await InvokeAsync(request, client, cancellationToken).ConfigureAwait(false);
        var cell = answered.Value?.Cell;
        var duration = cell?.Duration ?? time.GetElapsedTime(start);
        var execution = new ExecutionInfo
        {
            TaskName = request.Method.Name,
            DurationMs = Math.Max(0, duration.TotalMilliseconds),
            Retries = 0,
            FuelConsumed = cell?.FuelConsumed ?? 0,
            RamUsed = cell?.RamUsed ?? 0,
            HostRequests = cell?.HostRequests ?? [],
            OmittedHostRequests = cell?.OmittedHostRequests ?? 0,
        };
        return !answered.TryGet(out var answer, out var failure) ? (new Envelope { Error = failure, Execution = execution }, null)
            : cell?.Failure is { } raised ? (new Envelope { Error = raised, Execution = execution }, cell)
            : (new Envelope { Result = answer.Result, Execution = execution }, cell);
    }

    private async Task<Outcome<SessionAnswer>> InvokeAsync(
        WorkerRequest.OfSession request, CellClient client, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // A defect must not cost other requests their answers.
        try
        {
            return await request.Method.Invoke(sessions, request.Parameters, client, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Failure(ErrorType.Cancelled, "the request was cancelled");
        }
        catch (Exception e)
        {
            return new Failure(ErrorType.InternalError, $"{e.GetType().Name}: {e.Message}");
        }
#pragma warning restore CA1031
    }
}
