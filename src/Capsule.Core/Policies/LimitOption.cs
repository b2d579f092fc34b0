using Capsule.Options;

namespace Capsule.Policies;

/// <summary>A limit: an option of which less is stricter. The operator can cap it, and set it for a run's entry.</summary>
internal abstract class LimitOption : PolicyOption
{
    private protected LimitOption(string name, string forms)
        : base(name, forms)
    {
    }

    /// <summary>Gets what is limited, as a sentence of the help.</summary>
    public required string Description { get; init; }

    /// <summary>Gets what the help calls a value.</summary>
    public required string ValueName { get; init; }

    /// <summary>Gets whether the cells of a session have the limit too.</summary>
    public bool IsForCells { get; init; } = true;

    /// <summary>Gets the key of its cap in <c>[limits]</c> of capsule.toml.</summary>
    public string CapName => Name.StartsWith("max_", StringComparison.Ordinal) ? Name : "max_" + Name;

    /// <summary>Sets the limit in a set of limits.</summary>
    /// <returns>The changed set, or null when the value is none of the forms.</returns>
    public abstract TaskLimits? Apply(TaskLimits limits, OptionValue value);

    /// <summary>Returns the limit in a set of limits; <see cref="OptionValue.None"/> where it is left out.</summary>
    public abstract OptionValue Write(TaskLimits limits);

    internal abstract TaskPolicy Override(TaskPolicy policy, TaskLimits limits);

    internal abstract TaskPolicy Cap(TaskPolicy policy, TaskLimits caps);

    internal abstract TaskLimits Lower(TaskLimits limits, TaskLimits other);
}

/// <summary>A limit of one type.</summary>
/// <param name="name">Its name in a decorator.</param>
/// <param name="forms">What it takes, for messages.</param>
internal sealed class LimitOption<T>(string name, string forms) : LimitOption(name, forms)
    where T : struct
{
    /// <summary>Reads a value; null when it is none of the forms.</summary>
    public required Func<OptionValue, T?> Read { get; init; }

    /// <summary>Writes a value such that it reads back.</summary>
    public required Func<T, OptionValue> WriteValue { get; init; }

    /// <summary>A number that orders values.</summary>
    public required Func<T, long> Amount { get; init; }

    public required Func<TaskPolicy, T?> Of { get; init; }

    public required Func<TaskPolicy, T, TaskPolicy> Set { get; init; }

    public required Func<TaskLimits, T?> OfLimits { get; init; }

    public required Func<TaskLimits, T, TaskLimits> SetLimit { get; init; }

    public Func<T, string> FormatValue { get; init; } = value => $"{value}";

    /// <summary>More than a task can have, or null.</summary>
    public T? Maximum { get; init; }

    /// <inheritdoc/>
    public override TaskPolicy? Apply(TaskPolicy policy, OptionValue value) => Read(value) is { } limit ? Set(policy, limit) : null;

    /// <inheritdoc/>
    public override TaskLimits? Apply(TaskLimits limits, OptionValue value) => Read(value) is { } limit ? SetLimit(limits, limit) : null;

    /// <inheritdoc/>
    public override OptionValue Write(TaskPolicy policy) => Write(Of(policy));

    /// <inheritdoc/>
    public override OptionValue Write(TaskLimits limits) => Write(OfLimits(limits));

    /// <inheritdoc/>
    public override string Format(TaskPolicy policy) => Of(policy) is { } value ? FormatValue(value) : "none";

    internal override string? FindProblem(TaskPolicy policy) =>
        Of(policy) is { } value && Maximum is { } maximum && Amount(value) > Amount(maximum)
            ? $"{Name}={FormatValue(value)} is more than the {FormatValue(maximum)} that a task can have"
            : null;

    internal override TaskPolicy Override(TaskPolicy policy, TaskLimits limits) =>
        OfLimits(limits) is { } limit ? Set(policy, limit) : policy;

    /// <summary>A policy without the limit gets the cap.</summary>
    internal override TaskPolicy Cap(TaskPolicy policy, TaskLimits caps) =>
        OfLimits(caps) is { } cap && !IsWithin(Of(policy), cap) ? Set(policy, cap) : policy;

    internal override TaskLimits Lower(TaskLimits limits, TaskLimits other) =>
        OfLimits(other) is { } limit && !IsWithin(OfLimits(limits), limit) ? SetLimit(limits, limit) : limits;

    private OptionValue Write(T? value) => value is { } limit ? WriteValue(limit) : new OptionValue.None();

    private bool IsWithin(T? value, T cap) => value is { } limit && Amount(limit) <= Amount(cap);
}
