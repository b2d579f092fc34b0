using System.CommandLine.Parsing;

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
                result.AddError($"There is no option '{word}'. Arguments that start with a dash go behind '--'.");
            }
        }
    }
}
