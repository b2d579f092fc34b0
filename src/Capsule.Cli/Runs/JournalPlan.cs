namespace Capsule.Cli.Runs;

/// <summary>How the run of a command is to be journaled.</summary>
internal sealed record JournalPlan
{
    /// <summary>Where.</summary>
    internal required ProjectJournal Project { get; init; }

    /// <summary>The program's path, relative to the project.</summary>
    internal required string Program { get; init; }

    /// <summary>Whether the run can be resumed.</summary>
    internal bool IsDurable { get; init; }

    /// <summary>The user's own name for the run, or null.</summary>
    internal string? Key { get; init; }

    /// <summary>Whether the run may continue without a journal.</summary>
    internal bool IsOptional => !IsDurable && Key is null;
}
