
namespace Capsule.Runtime;

/// <summary>Something that happened in a run.</summary>
public abstract record TaskEvent
{
    private TaskEvent()
    {
    }

    /// <summary>An attempt at a task started.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Attempt">Which attempt, from 1.</param>
    public sealed record Started(TaskReference Task, int Attempt) : TaskEvent;

    /// <summary>A task printed something.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Channel">Where to.</param>
    /// <param name="Text">A piece of what it printed: not always whole lines.</param>
    public sealed record Output(TaskReference Task, OutputChannel Channel, string Text) : TaskEvent;

    /// <summary>An attempt failed, and another one follows.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Retry">Which retry follows, from 1.</param>
    /// <param name="Error">Why the attempt failed.</param>
    public sealed record Retried(TaskReference Task, int Retry, Failure Error) : TaskEvent;

    /// <summary>A call of one of the host program's functions ended.</summary>
    /// <param name="Task">The task that called.</param>
    /// <param name="Report">How it ended.</param>
    public sealed record ToolCalled(TaskReference Task, ToolReport Report) : TaskEvent;

    /// <summary>A task ended.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Envelope">Its envelope.</param>
    public sealed record Ended(TaskReference Task, Envelope Envelope) : TaskEvent;

    /// <summary>The run ended: the last event, always.</summary>
    /// <param name="Envelope">The run's envelope.</param>
    public sealed record RunEnded(Envelope Envelope) : TaskEvent;
}
