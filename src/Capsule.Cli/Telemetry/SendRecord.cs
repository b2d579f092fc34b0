namespace Capsule.Cli.Telemetry;

/// <summary>How sending went: the SDK keeps that to itself.</summary>
internal sealed class SendRecord
{
    private readonly Lock gate = new();
    private int begun;
    private int sent;
    private int failed;
    private string? problem;

    /// <summary>What went wrong, in words, or null.</summary>
    internal string? Problem
    {
        get
        {
            lock (gate)
            {
                return failed == 0 ? null : $"{failed} of {sent} requests failed: {problem}";
            }
        }
    }

    /// <summary>How many requests have neither an answer nor an error yet.</summary>
    internal int Unanswered
    {
        get
        {
            lock (gate)
            {
                return begun - sent;
            }
        }
    }

    /// <summary>Counts a request that is about to be sent.</summary>
    internal void Begin()
    {
        lock (gate)
        {
            begun++;
        }
    }

    /// <summary>Counts a request that has its answer, or an error.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    internal void End(string? failure)
    {
        lock (gate)
        {
            sent++;
            failed += failure is null ? 0 : 1;
            problem = failure ?? problem;
        }
    }
}
