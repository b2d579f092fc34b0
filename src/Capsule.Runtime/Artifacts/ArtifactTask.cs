using Capsule.Programs;

namespace Capsule.Runtime.Artifacts;

/// <summary>A task in an artifact.</summary>
internal sealed record ArtifactTask
{
    /// <summary>How it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The function, with its module.</summary>
    public required string Function { get; init; }

    /// <summary>Where it is, or 0.</summary>
    public int Line { get; init; }

    /// <summary>What it may use.</summary>
    public required ArtifactPolicy Policy { get; init; }

    internal static ArtifactTask Of(TaskDefinition task) => new()
    {
        Name = task.Name,
        Function = task.Function,
        Line = task.Line,
        Policy = ArtifactPolicy.Of(task.Policy),
    };

    /// <summary>The task as programs have it.</summary>
    public TaskDefinition ToDefinition() => new(Name, Function, Line, Policy.ToPolicy());
}
