using Capsule.Options;

namespace Capsule.Policies;

/// <summary>
/// One option of a task: what it is called, what it takes, and how it is a part of a policy. <see cref="PolicyOptions"/> defines
/// each one; decorators, capsule.toml, flags, artifacts, journals and the identity of a program follow from the definition.
/// </summary>
internal abstract class PolicyOption
{
    private protected PolicyOption(string name, string forms)
    {
        Name = name;
        Forms = forms;
    }

    /// <summary>Gets its name in a decorator; <c>default_</c> and the name in capsule.toml.</summary>
    public string Name { get; }

    /// <summary>Gets what it takes, for messages.</summary>
    public string Forms { get; }

    /// <summary>Sets the option in a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="value">The value, as somebody wrote it.</param>
    /// <returns>The changed policy, or null when the value is none of the forms.</returns>
    public abstract TaskPolicy? Apply(TaskPolicy policy, OptionValue value);

    /// <summary>Returns the option's value in a policy, such that <see cref="Apply"/> sets the same value.</summary>
    /// <returns>The value; <see cref="OptionValue.None"/> where the policy has none.</returns>
    public abstract OptionValue Write(TaskPolicy policy);

    /// <summary>Returns the option's value in a policy, for people to read.</summary>
    public abstract string Format(TaskPolicy policy);

    /// <summary>Returns why a task cannot have a value that has one of the forms, or null.</summary>
    /// <param name="policy">A policy with the value.</param>
    internal virtual string? FindProblem(TaskPolicy policy) => null;
}
