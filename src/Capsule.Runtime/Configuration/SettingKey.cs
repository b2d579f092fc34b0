using Capsule.Options;

namespace Capsule.Runtime.Configuration;

/// <summary>One key of a file of settings.</summary>
/// <param name="Name">The key, in its section.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed settings, or null when the value is none of the forms.</param>
internal sealed record SettingKey<T>(string Name, string Forms, Func<T, OptionValue, T?> Apply)
    where T : class;
