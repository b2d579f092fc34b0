namespace Capsule.Cli.Telemetry;

/// <summary>How sending went: the SDK keeps that to itself.</summary>
internal sealed class SendRecord
{
    private readonly Lock gate = new();
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

    /// <summary>Counts a request.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    internal void Add(string? failure)
    {
        lock (gate)
        {
            sent++;
            failed += failure is null ? 0 : 1;
            problem = failure ?? problem;
        }
    }
}
