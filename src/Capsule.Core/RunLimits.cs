namespace Capsule;

/// <summary>Bounds what one run may use in all, over every task that it starts.</summary>
public sealed record RunLimits
{
    /// <summary>The default limits.</summary>
    public static readonly RunLimits Default = new();

    /// <summary>Gets the compute of all tasks together; null, which is the default, for no limit.</summary>
    public Compute? TotalCompute { get; init; }

    /// <summary>Gets the memory of the tasks that exist at the same time, while others wait; null, which is the default, for no limit.</summary>
    public ByteSize? TotalRam { get; init; }

    /// <summary>Gets how many tasks may be started. The default is 100 000.</summary>
    public int MaxTasks { get; init; } = 100_000;

    /// <summary>Gets how many tasks compute at the same time, while others wait; tasks that wait do not count. The default is 256.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Gets how deep tasks may call tasks. The default is 16.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Gets the time of the run; null, which is the default, for no limit.</summary>
    public TimeSpan? RunTime { get; init; }
}
