using System.Collections.Concurrent;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Tools;

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
