using System.CommandLine;
using Capsule.Options;

namespace Capsule.Cli.Help;

/// <summary>Values of an enumeration: a mistyped one is an error with a suggestion, and a shell completes them.</summary>
internal static class Choices
{
    /// <summary>Lets an option take these values and no others.</summary>
    internal static Option<string?> Among(this Option<string?> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            foreach (var typed in result.Tokens.Select(token => token.Value).Where(typed => !values.Contains(typed, StringComparer.Ordinal)))
            {
                result.AddError(Problem(option.Name, typed, values));
            }
        });
        return option;
    }

    /// <summary>Lets an argument take these values and no others.</summary>
    internal static Argument<string> Among(this Argument<string> argument, params string[] values)
    {
        argument.CompletionSources.Add(values);
        argument.Validators.Add(result =>
        {
            foreach (var typed in result.Tokens.Select(token => token.Value).Where(typed => !values.Contains(typed, StringComparer.Ordinal)))
            {
                result.AddError(Problem(argument.Name, typed, values));
            }
        });
        return argument;
    }

    private static string Problem(string name, string typed, string[] values) =>
        $"{name} does not take '{typed}', only {string.Join(", ", values)}{Suggestion.For(typed, values)}";
}
