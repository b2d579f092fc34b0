using Capsule.Runtime;

namespace Capsule.Extensions.Hosting.Health;

/// <summary>Marks the runs of a health check, and does nothing.</summary>
internal sealed class HealthProbe : IRunObserver
{
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
