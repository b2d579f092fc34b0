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

    /// <summary>Threat: text of a guest that moves the cursor, or changes what was printed before.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(letter =>
        char.IsControl(letter) && letter is not ('\n' or '\t') ? '\uFFFD' : letter));
}
