using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Server.Runs;

/// <summary>
/// Tells those who watch a run what happens, and interrupts it as soon as its entry waits without a sandbox: from then on it takes neither a
/// slot nor memory, and is resumed as after a restart of the server.
/// </summary>
internal sealed class ExecutionObserver(RunId run, RunWatches watches, CancellationTokenSource interruption) : IRunObserver
{
    /// <summary>What it waits for, or null.</summary>
    internal RunEnd.Suspended? Suspension { get; private set; }

    public void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals)
    {
        if (task.Path.IsRoot)
        {
            Suspension = new RunEnd.Suspended(wakeAt, signals);
            interruption.Cancel();
        }
    }

    public void OnTaskStarted(TaskReference task, int attempt) => watches.Tell(run);

    public void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes) => watches.Tell(run);

    public void OnRetry(TaskReference task, int attempt, Failure failure) => watches.Tell(run);

    public void OnTaskEnded(TaskReference task, Envelope envelope) => watches.Tell(run);
}
