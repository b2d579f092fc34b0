using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Runtime;

/// <summary>Limits that the operator sets for the entry of a run, in place of what the program declares.</summary>
public sealed record PolicyOverrides
{
    /// <summary>Changes nothing.</summary>
    public static readonly PolicyOverrides None = new();

    /// <summary>The names of the options that can be set so, as tasks declare them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["compute", "ram", "timeout", "max_retries"];

    /// <summary>Compute, or null to leave it.</summary>
    public Compute? Compute { get; init; }

    /// <summary>Memory, or null to leave it.</summary>
    public ByteSize? Ram { get; init; }

    /// <summary>Time for an attempt, or null to leave it.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Retries, or null to leave them.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Sets one more option, in the forms that tasks declare it in; null when the value is none of them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">The value; none leaves the option.</param>
    public PolicyOverrides? With(string name, OptionValue value)
    {
        if (value is OptionValue.None)
        {
            return this;
        }

        return PolicyOption.Find(name)?.Apply(TaskPolicy.Default, value) is not { } applied ? null : name switch
        {
            "compute" => this with { Compute = applied.Compute },
            "ram" => this with { Ram = applied.Ram },
            "timeout" => this with { Timeout = applied.Timeout },
            "max_retries" => this with { MaxRetries = applied.MaxRetries },
            _ => null,
        };
    }

    /// <summary>A policy with the changes made.</summary>
    public TaskPolicy Apply(TaskPolicy policy) => policy with
    {
        Compute = Compute ?? policy.Compute,
        Ram = Ram ?? policy.Ram,
        Timeout = Timeout ?? policy.Timeout,
        MaxRetries = MaxRetries ?? policy.MaxRetries,
    };
}
