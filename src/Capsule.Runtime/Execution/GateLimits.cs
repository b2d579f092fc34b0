namespace Capsule.Runtime.Execution;

/// <summary>How many tasks a <see cref="TaskGate"/> lets in.</summary>
internal sealed record GateLimits
{
    /// <summary>How many tasks compute at once while all are short: more only get into each other's way.</summary>
    public int Quick { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>How many compute at once when some are long.</summary>
    public required int Computing { get; init; }

    /// <summary>How many sandboxes there are at once. Threat: tasks that wait, in any number, take all memory.</summary>
    public required int Sandboxes { get; init; }

    /// <summary>
    /// Whether the process has so little memory left that no sandbox is to be added to those there are, however few.
    /// </summary>
    public Func<bool> IsMemoryShort { get; init; } = static () => false;

    /// <summary>What the options of a runtime say, and the machine has room for.</summary>
    internal static Outcome<GateLimits> Of(CapsuleOptions options) =>
        options.MaxConcurrency < 1
            ? Failure.Config($"MaxConcurrency {options.MaxConcurrency} is not valid; use 1 or more")
        : options.MaxSandboxes is { } most && (most < 1 || most > SandboxRoom.Most)
            ? Failure.Config(
                $"MaxSandboxes {most} is not valid; use 1 to {SandboxRoom.Most}, for which this process has memory and mappings (vm.max_map_count)")
        : new GateLimits
        {
            Computing = options.MaxConcurrency,
            Sandboxes = options.MaxSandboxes ?? SandboxRoom.Most,
            IsMemoryShort = SandboxRoom.IsShort,
        };
}
