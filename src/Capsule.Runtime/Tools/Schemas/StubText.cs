using System.Globalization;
using System.Text;

namespace Capsule.Runtime.Tools.Schemas;

/// <summary>Texts of strangers in what is shown as source.</summary>
internal static class StubText
{
    private const int MaxLength = 4_000;

    /// <summary>
    /// A description with plain line breaks, of bounded length. Threat: characters that change the direction of a text, or that a source cannot
    /// hold: they are spaces.
    /// </summary>
    internal static string Clean(string text)
    {
        var cut = text.Length <= MaxLength ? text : $"{text[..MaxLength]}…";
        var clean = new StringBuilder(cut.Length);
        foreach (var rune in cut.ReplaceLineEndings("\n").EnumerateRunes())
        {
            var isHidden = rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;
            clean.Append(isHidden ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }

    /// <summary>The lines of a description.</summary>
    internal static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim());

    /// <summary>A string literal, in which only ASCII stands as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="escape">How another character is written.</param>
    internal static string Quote(string text, Func<Rune, string> escape)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                >= ' ' and <= '~' => rune.ToString(),
                _ => escape(rune),
            });
        }

        return quoted.Append('"').ToString();
    }
}
