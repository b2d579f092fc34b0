using Capsule.Policies;

namespace Capsule.Runtime.Artifacts;

/// <summary>The pauses between a task's attempts, in an artifact, and which failures are retried.</summary>
internal sealed record ArtifactRetry
{
    /// <summary><c>constant</c>, <c>linear</c> or <c>exponential</c>.</summary>
    public string Backoff { get; init; } = "constant";

    /// <summary>The first pause, in milliseconds.</summary>
    public double InitialMs { get; init; }

    /// <summary>The longest pause, in milliseconds.</summary>
    public double MaxDelayMs { get; init; }

    /// <summary>Whether pauses are drawn at random.</summary>
    public bool Jitter { get; init; }

    /// <summary>The failures that are retried; empty for all.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>Whether the values can be what a build wrote.</summary>
    internal bool IsPlausible => InitialMs is >= 0 and < 1e12 && MaxDelayMs is >= 0 and < 1e12
        && Enum.TryParse<Backoff>(Backoff, ignoreCase: true, out _);

    internal static ArtifactRetry? Of(RetryPolicy retry) => retry == RetryPolicy.None with { Max = retry.Max } ? null : new()
    {
        Backoff = retry.Backoff.ToString().ToLowerInvariant(),
        InitialMs = retry.Initial.TotalMilliseconds,
        MaxDelayMs = retry.MaxDelay.TotalMilliseconds,
        Jitter = retry.Jitter,
        On = retry.On,
    };

    internal RetryPolicy ToPolicy(int max) => new()
    {
        Max = max,
        Backoff = Enum.Parse<Backoff>(Backoff, ignoreCase: true),
        Initial = TimeSpan.FromMilliseconds(InitialMs),
        MaxDelay = TimeSpan.FromMilliseconds(MaxDelayMs),
        Jitter = Jitter,
        On = On,
    };
}
