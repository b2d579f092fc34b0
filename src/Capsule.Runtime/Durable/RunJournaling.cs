using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>How a run is journaled.</summary>
public sealed record RunJournaling
{
    /// <summary>The journal.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>The program's path, relative to the folder whose journal it is: where a resumed run finds it again.</summary>
    public required string Program { get; init; }

    /// <summary>Whether the run can be resumed.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Whether the run may go on without a journal: nobody can ask for it later.</summary>
    internal bool IsOptional => !IsDurable && Key is null;

    /// <summary>The user's own name for the run: it is started once. Null for none.</summary>
    public string? Key { get; init; }
}
