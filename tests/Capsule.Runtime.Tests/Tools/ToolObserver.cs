using System.Collections.Concurrent;

namespace Capsule.Runtime.Tests.Tools;

/// <summary>Keeps how calls of tools ended.</summary>
internal sealed class ToolObserver : IRunObserver
{
    internal ConcurrentQueue<ToolReport> Reports { get; } = [];

    public void OnToolCalled(TaskReference task, ToolReport report) => Reports.Enqueue(report);

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
