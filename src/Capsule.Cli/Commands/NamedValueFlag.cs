using System.CommandLine;
using Capsule.Options;

namespace Capsule.Cli.Commands;

/// <summary>A flag that is also a key of capsule.toml, with dashes; its values have the key's forms.</summary>
internal static class NamedValueFlag
{
    /// <summary>Makes the flag of a key.</summary>
    internal static Option<string?> Of(string key, string description, string value) => new("--" + key.Replace('_', '-'))
    {
        Description = description,
        HelpName = value,
    };

    /// <summary>What was typed, as capsule.toml would have it; null where the flag is not given.</summary>
    internal static OptionValue? Read(ParseResult parsed, Option<string?> flag) => parsed.GetValue(flag) switch
    {
        null => null,
        var written when long.TryParse(written, out var number) => new OptionValue.Integer(number),
        var written => new OptionValue.Text(written),
    };

    /// <summary>The failure for a value that the key does not take.</summary>
    internal static Failure Invalid(ParseResult parsed, Option<string?> flag, string forms) =>
        Failure.Config($"{flag.Name} {parsed.GetValue(flag)} is not valid; use {forms}{Suggestion.For(parsed.GetValue(flag) ?? "", Words(forms))}");

    /// <summary>The names among the forms of a value, such as LOW; a size such as 64MB is an example.</summary>
    internal static string[] Words(string forms) => [.. forms.Split('"').Where(word => word.Length > 0 && word.All(char.IsAsciiLetterUpper))];
}
