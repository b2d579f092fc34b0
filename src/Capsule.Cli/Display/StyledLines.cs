using Spectre.Console;

namespace Capsule.Cli.Display;

/// <summary>Lines with a coloured start. Text is never taken for markup: it may be a guest's.</summary>
internal static class StyledLines
{
    internal static void Write(this IAnsiConsole console, Text start, string rest)
    {
        console.Write(start);
        console.Profile.Out.Writer.WriteLine(Printable(rest));
    }

    /// <summary>
    /// Threat: text of a guest that moves the cursor, changes what was printed before, or is read in another order than it is
    /// written (CVE-2021-42574).
    /// </summary>
    internal static string Printable(string text) => string.Concat(text.Select(letter =>
        IsHarmless(letter) ? letter : '\uFFFD'));

    private static bool IsHarmless(char letter) => letter switch
    {
        '\n' or '\t' => true,
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => false,
        _ => !char.IsControl(letter),
    };
}
