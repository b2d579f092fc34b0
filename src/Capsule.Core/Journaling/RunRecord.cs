namespace Capsule.Journaling;

/// <summary>A run, as the journal knows it.</summary>
public sealed record RunRecord
{
    /// <summary>What it was started with.</summary>
    public required RunStart Start { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunState State { get; init; }

    /// <summary>When its state last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>When somebody first wanted it to be cancelled, or null.</summary>
    public DateTimeOffset? CancelRequested { get; init; }

    /// <summary>Whether a living process executes it.</summary>
    public bool IsOwned { get; init; }

    /// <summary>Its name.</summary>
    public RunId Id => Start.Id;

    /// <summary>How far it has come.</summary>
    public ExecutionStatus Status => State.Status;
}
