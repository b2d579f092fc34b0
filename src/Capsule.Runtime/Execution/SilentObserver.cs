
namespace Capsule.Runtime.Execution;

/// <summary>Receives everything and does nothing.</summary>
internal sealed class SilentObserver : IRunObserver, IPreparationObserver
{
    internal static readonly SilentObserver Instance = new();

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

    public void OnStep(PreparationStep step)
    {
    }

    public void OnDone()
    {
    }
}
