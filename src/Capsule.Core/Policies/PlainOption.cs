using Capsule.Options;

namespace Capsule.Policies;

/// <summary>An option that the operator does not cap.</summary>
/// <param name="name">Its name in a decorator.</param>
/// <param name="forms">What it takes, for messages.</param>
internal sealed class PlainOption<T>(string name, string forms) : PolicyOption(name, forms)
    where T : class
{
    /// <summary>Reads a value; null when it is none of the forms.</summary>
    public required Func<OptionValue, T?> Read { get; init; }

    /// <summary>Writes a value such that it reads back.</summary>
    public required Func<T, OptionValue> WriteValue { get; init; }

    /// <summary>The value in a policy, or null where it has none.</summary>
    public required Func<TaskPolicy, T?> Of { get; init; }

    public required Func<TaskPolicy, T, TaskPolicy> Set { get; init; }

    public required Func<T?, string> FormatValue { get; init; }

    /// <inheritdoc/>
    public override TaskPolicy? Apply(TaskPolicy policy, OptionValue value) => Read(value) is { } read ? Set(policy, read) : null;

    /// <inheritdoc/>
    public override OptionValue Write(TaskPolicy policy) => Of(policy) is { } value ? WriteValue(value) : new OptionValue.None();

    /// <inheritdoc/>
    public override string Format(TaskPolicy policy) => FormatValue(Of(policy));
}
