using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tools;

/// <summary>Who calls tools: an attempt at a task, or a session.</summary>
internal sealed record ToolCaller
{
    /// <summary>The tools that it was granted.</summary>
    internal required RunTools Tools { get; init; }

    /// <summary>What narrows them.</summary>
    internal required TaskPolicy Policy { get; init; }

    /// <summary>The task.</summary>
    internal required TaskReference Task { get; init; }

    /// <summary>Receives how calls ended.</summary>
    internal required IRunObserver Observer { get; init; }

    internal required TimeProvider Time { get; init; }

    /// <summary>What the identities of its calls start with; null where each call is made once.</summary>
    internal string? Identity { get; init; }

    /// <summary>Who started what the calls are made in (<see cref="ToolCall.Client"/>).</summary>
    internal object? Client { get; init; }

    internal static ToolCaller Of(TaskRun run, int attempt) => new()
    {
        Tools = run.Run.Tools,
        Policy = run.Task.Policy,
        Task = run.Reference,
        Observer = run.Run.Observer,
        Time = run.Run.Time,
        Identity = run.Run.Journal is { } journal ? $"{journal.Id}/{run.Reference.Path}/{attempt}" : null,
    };
}
