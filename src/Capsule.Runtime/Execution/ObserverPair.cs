
namespace Capsule.Runtime.Execution;

/// <summary>Tells two observers of a run.</summary>
internal sealed class ObserverPair(IRunObserver first, IRunObserver second) : IRunObserver
{
    public void OnRunStarted(RunId run)
    {
        first.OnRunStarted(run);
        second.OnRunStarted(run);
    }

    public void OnJournalLost(Failure failure)
    {
        first.OnJournalLost(failure);
        second.OnJournalLost(failure);
    }

    public void OnTaskStarted(TaskReference task, int attempt)
    {
        first.OnTaskStarted(task, attempt);
        second.OnTaskStarted(task, attempt);
    }

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        first.OnOutput(task, channel, bytes);
        second.OnOutput(task, channel, bytes);
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure)
    {
        first.OnRetry(task, attempt, failure);
        second.OnRetry(task, attempt, failure);
    }

    public void OnToolCalled(TaskReference task, ToolReport report)
    {
        first.OnToolCalled(task, report);
        second.OnToolCalled(task, report);
    }

    public void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals)
    {
        first.OnWaiting(task, wakeAt, signals);
        second.OnWaiting(task, wakeAt, signals);
    }

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        first.OnTaskEnded(task, envelope);
        second.OnTaskEnded(task, envelope);
    }

    public void OnRunEnded(Envelope envelope)
    {
        first.OnRunEnded(envelope);
        second.OnRunEnded(envelope);
    }
}
