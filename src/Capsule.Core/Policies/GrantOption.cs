using Capsule.Options;

namespace Capsule.Policies;

/// <summary>A grant: an option that names what a task may reach. The operator can cap it.</summary>
internal abstract class GrantOption : PolicyOption
{
    private protected GrantOption(string name, string forms)
        : base(name, forms)
    {
    }

    /// <summary>Sets the option's cap. A cap is written as the grant is.</summary>
    /// <returns>The changed caps, or null when the value is none of the forms.</returns>
    public abstract GrantCaps? Apply(GrantCaps caps, OptionValue value);

    /// <summary>Returns what a policy grants beyond the cap, each in words; nothing where there is no cap.</summary>
    internal abstract IEnumerable<string> FindExcess(TaskPolicy policy, GrantCaps caps);
}

/// <summary>A grant of one kind of things.</summary>
/// <param name="name">Its name in a decorator.</param>
/// <param name="forms">What it takes, for messages.</param>
internal sealed class GrantOption<T>(string name, string forms) : GrantOption(name, forms)
{
    /// <summary>Reads a value; null when it is none of the forms.</summary>
    public required Func<OptionValue, IReadOnlyList<T>?> Read { get; init; }

    /// <summary>Writes a value such that it reads back.</summary>
    public required Func<IReadOnlyList<T>, OptionValue> WriteValue { get; init; }

    public required Func<TaskPolicy, IReadOnlyList<T>> Of { get; init; }

    public required Func<TaskPolicy, IReadOnlyList<T>, TaskPolicy> Set { get; init; }

    public required Func<GrantCaps, IReadOnlyList<T>?> OfCaps { get; init; }

    public required Func<GrantCaps, IReadOnlyList<T>, GrantCaps> SetCap { get; init; }

    /// <summary>Tells which things a cap covers.</summary>
    public required Func<IReadOnlyList<T>, Func<T, bool>> Covers { get; init; }

    public Func<T, string> FormatItem { get; init; } = item => $"{item}";

    /// <summary>Returns why a task cannot have a thing, or null.</summary>
    public Func<T, string?> Check { get; init; } = _ => null;

    /// <inheritdoc/>
    public override TaskPolicy? Apply(TaskPolicy policy, OptionValue value) => Read(value) is { } things ? Set(policy, things) : null;

    /// <inheritdoc/>
    public override GrantCaps? Apply(GrantCaps caps, OptionValue value) =>
        Read(value) is { } things && things.All(thing => Check(thing) is null) ? SetCap(caps, things) : null;

    /// <inheritdoc/>
    public override OptionValue Write(TaskPolicy policy) => WriteValue(Of(policy));

    /// <inheritdoc/>
    public override string Format(TaskPolicy policy) => FormatAll(Of(policy).Select(FormatItem));

    internal override string? FindProblem(TaskPolicy policy) =>
        Of(policy).Select(Check).FirstOrDefault(problem => problem is not null) is { } problem ? $"{Name}: {problem}" : null;

    internal override IEnumerable<string> FindExcess(TaskPolicy policy, GrantCaps caps)
    {
        if (OfCaps(caps) is not { } cap)
        {
            return [];
        }

        var covers = Covers(cap);
        return Of(policy).Where(thing => !covers(thing)).Select(FormatItem);
    }

    private static string FormatAll(IEnumerable<string> things) => string.Join(", ", things) is { Length: > 0 } text ? text : "none";
}
