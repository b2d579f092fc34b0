namespace Capsule;

/// <summary>What one run may use in all, over every task that it starts.</summary>
public sealed record RunLimits
{
    /// <summary>The defaults.</summary>
    public static readonly RunLimits Default = new();

    /// <summary>Compute of all tasks together, or null for no limit.</summary>
    public Compute? TotalCompute { get; init; }

    /// <summary>Memory of the tasks that live at the same time, or null for no limit; others wait for their turn.</summary>
    public ByteSize? TotalRam { get; init; }

    /// <summary>How many tasks may be started.</summary>
    public int MaxTasks { get; init; } = 100_000;

    /// <summary>How many tasks compute at the same time; others wait for their turn. Tasks that wait do not count.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>How deep tasks may call tasks.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Time for the run, or null for no limit.</summary>
    public TimeSpan? RunTime { get; init; }
}
