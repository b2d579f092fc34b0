using Capsule.Policies;

namespace Capsule;

/// <summary>
/// Bounds what tasks may be granted, whatever their program declares. Unlike a limit, a grant beyond it is not lowered: a
/// program that lost a host or a folder in silence would fail in the middle. It is refused, before any of it is run.
/// </summary>
public sealed record GrantCaps
{
    /// <summary>
    /// Gets the folders that tasks may declare, with those below them; null for no cap. Of caps that overlap, the innermost counts.
    /// </summary>
    public IReadOnlyList<FolderGrant>? AllowedFiles { get; init; }

    /// <summary>Gets the hosts that tasks may declare, as rules such as <c>*.example.com</c>; null for no cap.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>Gets the variables that tasks may declare; null for no cap.</summary>
    public IReadOnlyList<string>? EnvVariables { get; init; }

    /// <summary>Gets the secrets that tasks may declare, with the hosts that may get them; null for no cap.</summary>
    public IReadOnlyList<SecretGrant>? Secrets { get; init; }

    /// <summary>What a task is granted beyond the caps; nothing where it is within them.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="policy">What it declares.</param>
    internal IEnumerable<GrantExcess> Exceeding(string task, TaskPolicy policy) => PolicyOptions.Grants.SelectMany(
        option => option.FindExcess(policy, this).Select(excess => new GrantExcess(task, option.Name, excess)));
}
