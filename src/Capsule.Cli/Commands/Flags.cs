using System.CommandLine.Parsing;
using Capsule.Cli.Help;

namespace Capsule.Cli.Commands;

/// <summary>
/// Tells words from misspelt flags: the parser would take an unknown flag for an argument of the program, and a limit
/// that somebody meant to set would silently not be set.
/// </summary>
internal static class Flags
{
    /// <summary>Refuses words that look like a flag; negative numbers do not.</summary>
    internal static void Refuse(ArgumentResult result)
    {
        foreach (var word in result.Tokens.Select(token => token.Value))
        {
            if (word is ['-', not (>= '0' and <= '9' or '.'), ..])
            {
                result.AddError(UsageError.NoOption(word, ((CommandResult)result.Parent!).Command));
            }
        }
    }
}
