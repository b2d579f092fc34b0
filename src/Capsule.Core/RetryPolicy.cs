using Capsule.Errors;

namespace Capsule;

/// <summary>Says which failures of a task are retried, how often, and after what delay.</summary>
public sealed record RetryPolicy
{
    /// <summary>No retries.</summary>
    public static readonly RetryPolicy None = new();

    /// <summary>Failures that another attempt would meet again, or that somebody wanted.</summary>
    private static readonly ErrorType[] Final =
        [ErrorType.ConfigError, ErrorType.BuildError, ErrorType.Cancelled, ErrorType.LimitExceeded, ErrorType.JournalError, ErrorType.LeaseLost];

    /// <summary>Gets the most attempts after the first, from 0, which is the default, to 100.</summary>
    public int Max { get; init; }

    /// <summary>Gets how delays grow. The default is constant.</summary>
    public Backoff Backoff { get; init; } = Backoff.Constant;

    /// <summary>Gets the delay before the first retry. The default is none.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.Zero;

    /// <summary>Gets the longest delay. The default is 1 minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets whether a delay is drawn at random between half of its length and the whole. The default is false.</summary>
    public bool Jitter { get; init; }

    /// <summary>
    /// Gets the failures that are retried, each an error type (<c>timeout</c>), or <c>task_error:</c> and the name of an
    /// exception; empty for all that can be.
    /// </summary>
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>Returns whether a failure is retried.</summary>
    /// <param name="failure">The failure of an attempt.</param>
    /// <param name="retries">How many retries there were.</param>
    public bool Allows(Failure failure, int retries)
    {
        if (retries >= Max || Final.Contains(failure.Type))
        {
            return false;
        }

        var type = failure.Type.ToName();
        return On.Count == 0 || On.Contains(type) || On.Contains($"{type}:{failure.Exception}");
    }

    /// <summary>Returns the delay before a retry.</summary>
    /// <param name="retry">Its number, from 1.</param>
    /// <param name="random">Draws a number from 0 to 1.</param>
    public TimeSpan DelayBefore(int retry, Func<double> random)
    {
        var factor = Backoff switch
        {
            Backoff.Exponential => Math.Pow(2, Math.Min(retry - 1, 40)),
            Backoff.Linear => retry,
            _ => 1,
        };
        var delay = Math.Min(Initial.Ticks * factor, MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(Jitter ? delay * (0.5 + (random() / 2)) : delay));
    }
}
