using Capsule.Network;
using Capsule.Options;

namespace Capsule.Policies;

/// <summary>One option of a task: its name, what it takes, and how it changes a policy.</summary>
/// <param name="Name">As declared in Python; <c>default_</c> and this in capsule.toml.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed policy, or null when the value is none of the forms.</param>
public sealed record PolicyOption(string Name, string Forms, Func<TaskPolicy, OptionValue, TaskPolicy?> Apply)
{
    /// <summary>All options, in the order of the documentation.</summary>
    public static IReadOnlyList<PolicyOption> All { get; } =
    [
        new("compute", Compute.Forms, (policy, value) =>
            Compute.Read(value) is { } compute ? policy with { Compute = compute } : null),
        new("ram", ByteSize.Forms, (policy, value) =>
            ByteSize.Read(value) is { } ram ? policy with { Ram = ram } : null),
        new("timeout", Duration.Forms, (policy, value) =>
            Duration.Read(value) is { } timeout ? policy with { Timeout = timeout } : null),
        new("max_retries", $"a whole number from 0 to {RetryOption.Most}", (policy, value) =>
            value is OptionValue.Integer { Value: >= 0 and <= RetryOption.Most } retries
                ? policy with { MaxRetries = (int)retries.Value }
                : null),
        new("retry", RetryOption.Forms, (policy, value) =>
            RetryOption.Read(value) is { } retry ? policy with { Retry = retry } : null),
        new("allowed_files", FolderGrants.Forms, (policy, value) =>
            FolderGrants.Read(value) is { } folders ? policy with { AllowedFiles = folders } : null),
        new("allowed_hosts", HostGrants.Forms, (policy, value) =>
            HostGrants.Read(value) is { } hosts ? policy with { AllowedHosts = hosts } : null),
        new("env_variables", "a list of names such as [\"API_KEY\"]", (policy, value) =>
            Names(value) is { } names && names.All(SecretGrants.IsVariable) ? policy with { EnvVariables = names } : null),
        new("secrets", SecretGrants.Forms, (policy, value) =>
            SecretGrants.Read(value) is { } secrets ? policy with { Secrets = secrets } : null),
        new("tools", "a list of names of the host program's functions such as [\"lookup\"]", (policy, value) =>
            Names(value) is { } names ? policy with { Tools = names } : null),
    ];

    /// <summary>The option with a name, or null.</summary>
    public static PolicyOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    private static string[]? Names(OptionValue value)
    {
        if (value is not OptionValue.List list)
        {
            return null;
        }

        var names = list.Items.OfType<OptionValue.Text>().Select(text => text.Value).ToArray();
        return names.Length == list.Items.Count && names.All(name => name.Length > 0) ? names : null;
    }
}
