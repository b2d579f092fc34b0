using System.Text.Json.Serialization;
using Capsule.Programs;
using Capsule.Runtime.Json;

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
    [JsonConverter(typeof(PolicyConverter))]
    public required TaskPolicy Policy { get; init; }

    internal static ArtifactTask Of(TaskDefinition task) => new()
    {
        Name = task.Name,
        Function = task.Function,
        Line = task.Line,
        Policy = task.Policy,
    };

    /// <summary>The task as programs have it.</summary>
    public TaskDefinition ToDefinition() => new(Name, Function, Line, Policy);
}
