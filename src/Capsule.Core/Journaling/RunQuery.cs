namespace Capsule.Journaling;

/// <summary>Which runs to list. They come youngest first.</summary>
public sealed record RunQuery
{
    /// <summary>Only those with this status, or null for all.</summary>
    public ExecutionStatus? Status { get; init; }

    /// <summary>Only the one with this key, or null for all.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 100;
}
