
namespace Capsule.Runtime.Secrets;

/// <summary>What a guest finds in its environment.</summary>
internal static class GrantedVariables
{
    /// <summary>The variables that a policy names, where they are set; in place of secrets, their placeholders.</summary>
    internal static Dictionary<string, string> Of(TaskPolicy policy, RunEnvironment environment, TaskSecrets secrets)
    {
        var variables = policy.EnvVariables.Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, environment.Find(name)))
            .Where(variable => variable.Value is not null)
            .ToDictionary(variable => variable.Key, variable => variable.Value!, StringComparer.Ordinal);

        // Threat: a variable that is named as a secret and as an ordinary one would show its value.
        foreach (var name in policy.Secrets.Select(secret => secret.Name))
        {
            variables.Remove(name);
        }

        foreach (var (name, placeholder) in secrets.Variables)
        {
            variables[name] = placeholder;
        }

        return variables;
    }
}
