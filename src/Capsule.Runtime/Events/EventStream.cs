using System.Threading.Channels;

namespace Capsule.Runtime.Events;

/// <summary>Passes what happens in a run to one reader, who slows the run down by reading slowly.</summary>
/// <param name="also">Receives it too.</param>
/// <param name="cancellationToken">Ends waiting for a reader that is gone.</param>
internal sealed class EventStream(IRunObserver also, CancellationToken cancellationToken) : IRunObserver
{
    /// <summary>Threat: a task that prints faster than anybody reads fills the host's memory.</summary>
    private const int Capacity = 256;

    private readonly Channel<TaskEvent> events = Channel.CreateBounded<TaskEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly Lock gate = new();
    private readonly OutputDecoder decoder = new();

    internal ChannelReader<TaskEvent> Reader => events.Reader;

    public void OnRunStarted(RunId run) => also.OnRunStarted(run);

    public void OnJournalLost(Failure failure) => also.OnJournalLost(failure);

    public void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals) =>
        also.OnWaiting(task, wakeAt, signals);

    public void OnTaskStarted(TaskReference task, int attempt)
    {
        also.OnTaskStarted(task, attempt);
        Tell(new TaskEvent.Started(task, attempt));
    }

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        also.OnOutput(task, channel, bytes);
        string text;
        lock (gate)
        {
            text = decoder.Decode(task, channel, bytes).ToString();
        }

        if (text.Length > 0)
        {
            Tell(new TaskEvent.Output(task, channel, text));
        }
    }

    public void OnRetry(TaskReference task, int attempt, Failure failure)
    {
        also.OnRetry(task, attempt, failure);
        Tell(new TaskEvent.Retried(task, attempt, failure));
    }

    public void OnToolCalled(TaskReference task, ToolReport report)
    {
        also.OnToolCalled(task, report);
        Tell(new TaskEvent.ToolCalled(task, report));
    }

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        also.OnTaskEnded(task, envelope);
        lock (gate)
        {
            decoder.End(task);
        }

        Tell(new TaskEvent.Ended(task, envelope));
    }

    public void OnRunEnded(Envelope envelope) => also.OnRunEnded(envelope);

    /// <summary>Nothing follows.</summary>
    internal void End(Envelope envelope)
    {
        Tell(new TaskEvent.RunEnded(envelope));
        events.Writer.TryComplete();
    }

    private void Tell(TaskEvent happened)
    {
        if (events.Writer.TryWrite(happened))
        {
            return;
        }

        try
        {
            events.Writer.WriteAsync(happened, cancellationToken).AsTask().Wait(Timeout.InfiniteTimeSpan);
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException or ChannelClosedException)
        {
            // Nobody reads any more.
        }
    }
}
