using Capsule.Policies;

namespace Capsule.Runtime;

/// <summary>Limits that the operator sets for the entry of a run, in place of what the program declares.</summary>
public sealed record PolicyOverrides
{
    /// <summary>Changes nothing.</summary>
    public static readonly PolicyOverrides None = new();

    /// <summary>Compute, or null to leave it.</summary>
    public Compute? Compute { get; init; }

    /// <summary>Memory, or null to leave it.</summary>
    public ByteSize? Ram { get; init; }

    /// <summary>Time for an attempt, or null to leave it.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Retries, or null to leave them.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>A policy with the changes made.</summary>
    public TaskPolicy Apply(TaskPolicy policy) => policy with
    {
        Compute = Compute ?? policy.Compute,
        Ram = Ram ?? policy.Ram,
        Timeout = Timeout ?? policy.Timeout,
        MaxRetries = MaxRetries ?? policy.MaxRetries,
    };
}
