using Capsule.Journaling;

namespace Capsule.Runtime;

/// <summary>Says how a run is journaled.</summary>
public sealed record RunJournaling
{
    /// <summary>Gets the journal; null for the runtime's (<see cref="CapsuleOptions.Journal"/>).</summary>
    public IJournal? Journal { get; init; }

    /// <summary>
    /// Gets the program's path, relative to the folder whose journal it is: where <c>capsule resume</c> finds it again. Null for the path
    /// that the run is started with.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>Gets whether the run can be resumed. The default is true.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>
    /// Gets the caller's own name for the run: a second run with the same key is not started, but continues the first, or returns what it
    /// ended with. Null for none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether somebody asks the journal for the run later, whatever kind of run it is.</summary>
    internal bool IsAskedFor { get; init; }

    /// <summary>Whether the run may continue without a journal: nobody can ask for it later.</summary>
    internal bool IsOptional => !IsDurable && IdempotencyKey is null && !IsAskedFor;

    /// <summary>The journal, when the runtime's is filled in.</summary>
    internal IJournal Store => Journal ?? throw new InvalidOperationException("the run has no journal: set CapsuleOptions.Journal or RunJournaling.Journal");
}
