using System.CommandLine;
using System.Globalization;

namespace Capsule.Cli.Commands;

/// <summary>Flags that take how many there may be of something, from 1.</summary>
internal static class CountFlag
{
    /// <param name="name">The flag.</param>
    /// <param name="description">What it says.</param>
    /// <param name="byDefault">What holds without it.</param>
    /// <param name="most">The most there can be, or null. More is refused: it would be accepted here, and not come about.</param>
    internal static Option<int> Of(string name, string description, int byDefault, int? most = null)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            // What is no number is told by the parser, and asking for its value throws.
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted)
                && (wanted < 1 || wanted > most))
            {
                result.AddError($"{name} {wanted} is not valid; use a whole number, 1 {(most is null ? "or more" : $"to {most}")}");
            }
        });
        return option;
    }
}
