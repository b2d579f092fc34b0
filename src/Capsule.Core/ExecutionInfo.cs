namespace Capsule;

/// <summary>Represents what running a task took.</summary>
public sealed record ExecutionInfo
{
    /// <summary>Gets the task's name.</summary>
    public required string TaskName { get; init; }

    /// <summary>Gets the wall-clock time of all attempts, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Gets how many attempts followed the first.</summary>
    public required int Retries { get; init; }

    /// <summary>Gets the units of compute that the last attempt used.</summary>
    public required long FuelConsumed { get; init; }

    /// <summary>Gets the bytes of memory that the last attempt held.</summary>
    public required long RamUsed { get; init; }

    /// <summary>Gets the HTTP requests that the task made or was refused, in order.</summary>
    public IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>Gets how many more requests there were than <see cref="HostRequests"/> has.</summary>
    public int OmittedHostRequests { get; init; }

    /// <summary>Gets the names of secrets that the task was granted and that none of its requests used.</summary>
    public IReadOnlyList<string> UnusedSecrets { get; init; } = [];
}
