using Capsule.Options;

namespace Capsule.Policies;

/// <summary>A cap on grants: its name, what it takes, and how it changes the others.</summary>
/// <param name="Name">As in <c>[limits]</c> of capsule.toml, and as tasks declare the grant.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed caps, or null when the value is none of the forms.</param>
public sealed record GrantCapOption(string Name, string Forms, Func<GrantCaps, OptionValue, GrantCaps?> Apply)
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<GrantCapOption> All { get; } =
    [
        Of("allowed_files", (caps, policy) => policy.AllowedFiles.All(folder => FolderPath.Split(folder.Path, out _) is not null)
            ? caps with { AllowedFiles = policy.AllowedFiles }
            : null),
        Of("allowed_hosts", (caps, policy) => caps with { AllowedHosts = policy.AllowedHosts }),
        Of("env_variables", (caps, policy) => caps with { EnvVariables = policy.EnvVariables }),
        Of("secrets", (caps, policy) => caps with { Secrets = policy.Secrets }),
    ];

    /// <summary>The option with a name, or null.</summary>
    public static GrantCapOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    /// <summary>A cap is written as the grant is.</summary>
    private static GrantCapOption Of(string name, Func<GrantCaps, TaskPolicy, GrantCaps?> set)
    {
        var option = PolicyOption.Find(name)!;
        return new GrantCapOption(name, option.Forms, (caps, value) =>
            option.Apply(TaskPolicy.Default, value) is { } policy ? set(caps, policy) : null);
    }
}
