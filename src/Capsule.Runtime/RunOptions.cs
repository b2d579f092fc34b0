using Capsule.Policies;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <summary>How a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>What tasks may use that declare nothing, as capsule.toml says.</summary>
    public TaskPolicy Defaults { get; init; } = TaskPolicy.Default;

    /// <summary>What tasks may have at the most, whatever they declare.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>Limits for the entry, in place of what it declares.</summary>
    public PolicyOverrides Overrides { get; init; } = PolicyOverrides.None;

    /// <summary>What the run may use in all, over every task that it starts.</summary>
    public RunLimits Limits { get; init; } = RunLimits.Default;

    /// <summary>The journal of the run, or null for none.</summary>
    public RunJournaling? Journaling { get; init; }

    /// <summary>Executes a finished run again from its journal, or null.</summary>
    public ReplayOptions? Replay { get; init; }

    /// <summary>Hears what happens.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
