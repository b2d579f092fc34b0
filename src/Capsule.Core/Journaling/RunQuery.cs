namespace Capsule.Journaling;

/// <summary>Which runs to list. They come youngest first.</summary>
public sealed record RunQuery
{
    /// <summary>Only those with this status, or null for all.</summary>
    public ExecutionStatus? Status { get; init; }

    /// <summary>Only the one with this key, or null for all.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Only those whose id, or the last group of it, which is random, begins so, or null for all.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Whether only those are listed that have not ended.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Only those that were started before this one, or null for all. A run that the journal does not have has none before it.</summary>
    public RunId? Before { get; init; }

    /// <summary>
    /// Whether the arguments of runs, and the envelopes that they ended with, are left out: <see cref="RunStart.Arguments"/> is empty and
    /// <see cref="RunState.Envelope"/> null. The default is that they are there.
    /// </summary>
    public bool OmitsContents { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 100;
}
