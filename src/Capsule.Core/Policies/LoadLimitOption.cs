using Capsule.Options;

namespace Capsule.Policies;

/// <summary>One limit of loading, as it is written in capsule.toml and, with dashes, on the command line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed limits, or null when the value is none of the forms.</param>
internal sealed record LoadLimitOption(string Name, string Forms, Func<LoadLimits, OptionValue, LoadLimits?> Apply)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LoadLimitOption> All { get; } =
    [
        new("load_compute", Compute.Forms, (limits, value) => Compute.Read(value) is { } compute ? limits with { Compute = compute } : null),
        new("load_ram", ByteSize.Forms, (limits, value) => ByteSize.Read(value) is { } ram ? limits with { Ram = ram } : null),
        new("load_time", Duration.Forms, (limits, value) => Duration.Read(value) is { } time ? limits with { Time = time } : null),
    ];
}
