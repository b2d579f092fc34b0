
namespace Capsule.Runtime.Durable;

/// <summary>Tells when a run is in the journal.</summary>
internal sealed class RunStartObserver : IRunObserver
{
    private readonly TaskCompletionSource<RunId> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The run; it never completes for one that is not started.</summary>
    internal Task<RunId> Run => started.Task;

    public void OnRunStarted(RunId run) => started.TrySetResult(run);

    public void OnTaskStarted(TaskReference task, int attempt)
    {
    }

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure)
    {
    }

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
    }
}
