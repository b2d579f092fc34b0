using System.Collections.Concurrent;
using System.Diagnostics;

namespace Capsule.Runtime.Tests.Telemetry;

/// <summary>What a test's runs tell a listener, below a span of the test's own: other tests run at the same time.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ActivitySource source = new("test");
    private readonly ConcurrentQueue<Activity> ended = [];
    private readonly ActivityListener listener;

    internal RecordedSpans()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = from => from.Name == CapsuleTelemetry.Name || from == source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == Root?.TraceId)
                {
                    ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Root = source.StartActivity("test")!;
    }

    /// <summary>What the runs are part of.</summary>
    internal Activity Root { get; }

    /// <summary>The spans that have ended, in the order of their beginnings.</summary>
    internal IReadOnlyList<Activity> Ended => [.. ended.OrderBy(span => span.StartTimeUtc)];

    /// <summary>The only span of a name.</summary>
    internal Activity this[string name] => Assert.Single(ended, span => span.DisplayName == name);

    /// <summary>A span of the test's own, below the present one.</summary>
    internal Activity? Start(string name) => source.StartActivity(name);

    public void Dispose()
    {
        Root.Dispose();
        listener.Dispose();
        source.Dispose();
    }
}
