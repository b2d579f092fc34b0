
namespace Capsule.Runtime;

/// <summary>Receives the events of a run. Calls come from the threads of its tasks.</summary>
public interface IRunObserver
{
    /// <summary>A journaled run starts, or is resumed.</summary>
    void OnRunStarted(RunId run)
    {
    }

    /// <summary>
    /// The journal of a run that can do without it (neither durable nor with a key) takes no more; the run continues. Called once.
    /// </summary>
    void OnJournalLost(Failure failure)
    {
    }

    /// <summary>An attempt at a task starts.</summary>
    void OnTaskStarted(TaskReference task, int attempt);

    /// <summary>A task printed something.</summary>
    void OnOutput(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes);

    /// <summary>An attempt failed, and another one follows.</summary>
    void OnRetry(TaskReference task, int attempt, Failure failure);

    /// <summary>A call of one of the host program's functions ended.</summary>
    void OnToolCalled(TaskReference task, ToolReport report)
    {
    }

    /// <summary>A durable task waits, without a sandbox.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wakeAt">When it continues at the latest, or null.</param>
    /// <param name="signals">The signals that it waits for.</param>
    void OnWaiting(TaskReference task, DateTimeOffset? wakeAt, IReadOnlyList<string> signals)
    {
    }

    /// <summary>A task ended.</summary>
    void OnTaskEnded(TaskReference task, Envelope envelope);

    /// <summary>The run ended, or could not be started: the last call, and the only one for a program that cannot be loaded.</summary>
    void OnRunEnded(Envelope envelope)
    {
    }
}
