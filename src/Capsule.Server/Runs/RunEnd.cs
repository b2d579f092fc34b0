namespace Capsule.Server.Runs;

/// <summary>Why the server stopped to execute a run.</summary>
internal abstract record RunEnd
{
    private RunEnd()
    {
    }

    /// <summary>It has ended, for good.</summary>
    internal sealed record Ended : RunEnd;

    /// <summary>It waits for a time, or one of some signals; null for any.</summary>
    internal sealed record Suspended(DateTimeOffset? Until, IReadOnlyList<string>? Signals) : RunEnd;

    /// <summary>It can be executed later: its journal cannot be used now, which is the reason; or the server ends, or its tenant may not execute anything.</summary>
    internal sealed record Interrupted(Failure? Reason) : RunEnd;
}
