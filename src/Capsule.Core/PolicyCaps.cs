using Capsule.Policies;
using Capsule.Programs;

namespace Capsule;

/// <summary>
/// Bounds what tasks may have, whatever their program declares: for programs that come from strangers. Something
/// above a cap is lowered to it; grants beyond <see cref="Grants"/> are refused.
/// </summary>
public sealed record PolicyCaps
{
    /// <summary>How much of what is refused a message lists.</summary>
    private const int Listed = 10;

    /// <summary>No caps.</summary>
    public static readonly PolicyCaps None = new();

    /// <summary>Gets the most that tasks may use. The timeout also holds for tasks that declare none.</summary>
    public TaskLimits Limits { get; init; } = TaskLimits.None;

    /// <summary>Gets the most that tasks may be granted: each of these has to cover it. The default is no caps.</summary>
    public IReadOnlyList<GrantCaps> Grants { get; init; } = [];

    /// <summary>Returns what is within both caps.</summary>
    public PolicyCaps And(PolicyCaps other) => new() { Limits = Limits.And(other.Limits), Grants = [.. Grants, .. other.Grants] };

    /// <summary>What the tasks of a program are granted beyond the caps.</summary>
    internal IReadOnlyList<GrantExcess> Exceeding(IEnumerable<TaskDefinition> tasks) =>
        [.. tasks.SelectMany(task => Grants.SelectMany(caps => caps.Exceeding(task.Name, task.Policy))).Distinct()];

    /// <summary>Why a program is not run under the caps, or null.</summary>
    internal Failure? Refuse(IEnumerable<TaskDefinition> tasks) => Exceeding(tasks) is { Count: > 0 } beyond
        ? Failure.Config(
            $"the program asks for more than [limits] allows: {Show(beyond)}. "
            + "Widen [limits] in capsule.toml, or the flags --limit-…, if it may have that")
        : null;

    /// <summary>Returns why a session with a policy is refused under the caps; null when it is not.</summary>
    public Failure? RefuseSession(TaskPolicy policy)
    {
        GrantExcess[] beyond = [.. Grants.SelectMany(caps => caps.Exceeding("session", policy)).Distinct()];
        return beyond.Length > 0 ? Failure.Config($"the session asks for more than the runtime's caps allow: {Show(beyond)}") : null;
    }

    private static string Show(IReadOnlyList<GrantExcess> beyond) =>
        string.Join("; ", beyond.Take(Listed)) + (beyond.Count > Listed ? $"; and {beyond.Count - Listed} more" : "");

    /// <summary>Returns a policy with its limits lowered to the caps.</summary>
    public TaskPolicy Apply(TaskPolicy policy) => Limits.Cap(policy);
}
