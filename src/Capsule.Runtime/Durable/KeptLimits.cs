
namespace Capsule.Runtime.Durable;

/// <summary>What a run may use in all, as journals keep it.</summary>
/// <remarks>Threat: a journal from elsewhere. It can only make limits lower than those of whoever resumes.</remarks>
internal sealed record KeptLimits
{
    /// <summary>Units of compute, or null for no limit.</summary>
    public long? Compute { get; init; }

    /// <summary>Bytes of memory, or null for no limit.</summary>
    public long? Ram { get; init; }

    /// <summary>Time in milliseconds, or null for no limit.</summary>
    public double? TimeMs { get; init; }

    /// <summary>How many tasks may be started, or null for no limit.</summary>
    public int? Tasks { get; init; }

    /// <summary>How many compute at the same time, or null for no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How deep tasks may call tasks, or null for no limit.</summary>
    public int? Depth { get; init; }

    /// <summary>Whether they are such as runs are started with.</summary>
    internal bool IsPossible => Compute is null or > 0 && Ram is null or > 0 && IsTime(TimeMs)
        && Tasks is null or > 0 && Concurrency is null or > 0 && Depth is null or >= 0;

    /// <summary>Whether milliseconds are a time that may be waited for, or none.</summary>
    internal static bool IsTime(double? milliseconds) =>
        milliseconds is not { } time || (time > 0 && time <= TimeSpan.MaxValue.TotalMilliseconds / 2);

    internal static KeptLimits Of(RunLimits limits) => new()
    {
        Compute = limits.TotalCompute?.Units,
        Ram = limits.TotalRam?.Bytes,
        TimeMs = limits.RunTime?.TotalMilliseconds,
        Tasks = limits.MaxTasks,
        Concurrency = limits.Concurrency,
        Depth = limits.MaxDepth,
    };

    internal RunLimits Restrict(RunLimits limits) => new()
    {
        TotalCompute = Compute is { } compute && !(limits.TotalCompute?.Units <= compute) ? new Compute(compute, null) : limits.TotalCompute,
        TotalRam = Ram is { } ram && !(limits.TotalRam?.Bytes <= ram) ? new ByteSize(ram) : limits.TotalRam,
        RunTime = TimeMs is { } time && !(limits.RunTime?.TotalMilliseconds <= time) ? TimeSpan.FromMilliseconds(time) : limits.RunTime,
        MaxTasks = Math.Min(limits.MaxTasks, Tasks ?? int.MaxValue),
        Concurrency = Math.Min(limits.Concurrency, Concurrency ?? int.MaxValue),
        MaxDepth = Math.Min(limits.MaxDepth, Depth ?? int.MaxValue),
    };
}
