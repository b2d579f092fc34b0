using Capsule.Options;

namespace Capsule.Policies;

/// <summary>One limit of a run, as it is written in capsule.toml and, with dashes, on the command line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed limits, or null when the value is none of the forms.</param>
internal sealed record RunLimitOption(string Name, string Forms, Func<RunLimits, OptionValue, RunLimits?> Apply)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunLimitOption> All { get; } =
    [
        new("max_total_compute", Compute.Forms, (limits, value) =>
            Compute.Read(value) is { } compute ? limits with { TotalCompute = compute } : null),
        new("max_total_ram", ByteSize.Forms, (limits, value) =>
            ByteSize.Read(value) is { } ram ? limits with { TotalRam = ram } : null),
        new("max_run_time", Duration.Forms, (limits, value) =>
            Duration.Read(value) is { } time ? limits with { RunTime = time } : null),
        Count("max_tasks", 10_000_000, (limits, count) => limits with { MaxTasks = count }),
        Count("max_concurrency", 10_000, (limits, count) => limits with { Concurrency = count }),
        Count("max_depth", 64, (limits, count) => limits with { MaxDepth = count }),
    ];

    private static RunLimitOption Count(string name, int most, Func<RunLimits, int, RunLimits> apply) =>
        new(name, $"a whole number from 1 to {most}", (limits, value) =>
            value is OptionValue.Integer { Value: >= 1 } count && count.Value <= most
                ? apply(limits, (int)count.Value)
                : null);
}
