using Capsule.Runtime.Events;
using Capsule.Runtime.Worker.Sessions;

namespace Capsule.Runtime.Worker;

/// <summary>Tells a client what happens in a run, until the run is answered.</summary>
/// <param name="id">The request.</param>
/// <param name="output">The channel.</param>
/// <param name="cancellationToken">Ends waiting for a client that does not read.</param>
internal sealed class StreamingObserver(RequestId id, WorkerOutput output, CancellationToken cancellationToken) : IRunObserver
{
    private readonly Lock gate = new();
    private readonly OutputDecoder decoder = new();
    private bool isAnswered;

    public void OnTaskStarted(TaskReference task, int attempt) => Tell(WorkerMessages.Started(id, task, attempt));

    public void OnRetry(TaskReference task, int attempt, Failure failure) => Tell(WorkerMessages.Retried(id, task, attempt, failure));

    public void OnTaskEnded(TaskReference task, Envelope envelope)
    {
        lock (gate)
        {
            decoder.End(task);
            Tell(WorkerMessages.Ended(id, task, envelope));
        }
    }

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            var text = decoder.Decode(task, channel, bytes);
            if (text.Length > 0)
            {
                Tell(WorkerMessages.Output(id, task, CellMessages.NameOf(channel), text));
            }
        }
    }

    /// <summary>A cell printed, or displayed a value.</summary>
    internal void OnShown(SessionOutput shown) => Tell(WorkerMessages.Shown(id, shown));

    /// <summary>Nothing of the run may follow its answer.</summary>
    internal void Close()
    {
        lock (gate)
        {
            isAnswered = true;
        }
    }

    private void Tell(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            if (!isAnswered)
            {
                output.WriteWhenRead(line, cancellationToken);
            }
        }
    }
}
