using Capsule.Policies;
namespace Capsule;

/// <summary>
/// Limits of tasks, each of which may be left out: as caps on what programs declare, or in place of what a program declares for
/// its entry.
/// </summary>
public sealed record TaskLimits
{
    /// <summary>No limits.</summary>
    public static readonly TaskLimits None = new();

    /// <summary>Gets the compute of one attempt; null when left out.</summary>
    public Compute? Compute { get; init; }

    /// <summary>Gets the memory of one attempt; null when left out.</summary>
    public ByteSize? Ram { get; init; }

    /// <summary>Gets the time for one attempt, from 1 ms to 3650 days; null when left out.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets how much one attempt may print; null when left out.</summary>
    public ByteSize? MaxOutput { get; init; }

    /// <summary>Gets how often a failed attempt is repeated, from 0 to 100; null when left out.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Returns a policy with these limits in place of its own; what is left out stays.</summary>
    public TaskPolicy Override(TaskPolicy policy) =>
        PolicyOptions.Limits.Aggregate(policy, (changed, option) => option.Override(changed, this));

    /// <summary>Returns a policy with each of its limits lowered to the one here, where that is less.</summary>
    public TaskPolicy Cap(TaskPolicy policy) =>
        PolicyOptions.Limits.Aggregate(policy, (changed, option) => option.Cap(changed, this));

    /// <summary>Returns the lower of each two limits.</summary>
    public TaskLimits And(TaskLimits other) =>
        PolicyOptions.Limits.Aggregate(this, (changed, option) => option.Lower(changed, other));
}
