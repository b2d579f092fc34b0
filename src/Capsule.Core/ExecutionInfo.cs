namespace Capsule;

/// <summary>What running a task took.</summary>
public sealed record ExecutionInfo
{
    /// <summary>The task's name.</summary>
    public required string TaskName { get; init; }

    /// <summary>Wall-clock time of all attempts, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>How many attempts followed the first.</summary>
    public required int Retries { get; init; }

    /// <summary>Units of compute that the last attempt used.</summary>
    public required long FuelConsumed { get; init; }

    /// <summary>Bytes of memory that the last attempt held.</summary>
    public required long RamUsed { get; init; }

    /// <summary>HTTP requests that the task made or was refused, in order.</summary>
    public IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>How many more requests there were than <see cref="HostRequests"/> has.</summary>
    public int OmittedHostRequests { get; init; }

    /// <summary>Secrets that the task was granted, and that none of its requests used.</summary>
    public IReadOnlyList<string> UnusedSecrets { get; init; } = [];
}
