namespace Capsule.Runtime.Worker.Runs;

/// <summary>Tells a client the id of its run as soon as the run is in the journal, and nothing else that happens.</summary>
internal sealed class RunStartTeller(RequestId id, WorkerOutput output) : IRunObserver
{
    public void OnRunStarted(RunId run) => output.Write(WorkerMessages.RunStarted(id, run));

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
