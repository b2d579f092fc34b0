namespace Capsule.Server.Runs;

/// <summary>A run that a client wants.</summary>
/// <param name="Program">What it executes.</param>
/// <param name="Call">The task and its arguments.</param>
internal sealed record WantedRun(RunProgram Program, TaskCall Call)
{
    /// <summary>Whether the client named the version, and not an alias, which may lead elsewhere by now.</summary>
    internal bool IsExact { get; init; } = true;

    /// <summary>Limits of the entry, which the server's caps hold for.</summary>
    internal TaskLimits Limits { get; init; } = TaskLimits.None;

    internal bool IsDurable { get; init; } = true;

    /// <summary>The client's own name for it: a second one with the same is not started. Null for none.</summary>
    internal string? Key { get; init; }
}
