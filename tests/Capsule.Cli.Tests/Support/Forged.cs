using System.Globalization;
using System.Text;

namespace Capsule.Cli.Tests.Support;

/// <summary>Text that tries to be something else on a screen.</summary>
internal static class Forged
{
    /// <summary>What a forged row would begin with.</summary>
    internal const string Row = "FORGED";

    /// <summary>Everything that ends a line, moves the cursor, turns the order of letters, or shows nothing; behind each a row that is not ours.</summary>
    internal static readonly string Text = string.Concat(((string[])
    [
        "\n", "\r", "\r\n", "\v", "\f", "\t", "\0", "\b", "\x7f", "\x1b[2J", "\x1b]0;title\x07", "\u0085", "\u009b2J", "\u00a0", "\u00ad", "\u034f", "\u061c",
        "\u115f", "\u180e", "\u200b", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\u2800", "\u3000",
        "\u3164", "\ufe0f", "\ufeff", "\ufff9", "\U000e0041", "\U000e0100", new string(' ', 200), new string('\u0301', 50),
    ]).Select(text => text + Row + " "));

    /// <summary>Requires that nothing of it has its effect.</summary>
    internal static void RequireHarmless(string shown)
    {
        Assert.DoesNotContain(shown.EnumerateRunes(), rune => rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
        foreach (var letter in "\u00a0\u034f\u115f\u2800\u3000\u3164\ufe0f")
        {
            Assert.DoesNotContain(letter, shown);
        }

        Assert.DoesNotContain(new string('\u0301', 5), shown, StringComparison.Ordinal);
        Assert.DoesNotContain(new string(' ', 60), shown, StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Split('\n'), line => line.TrimStart().StartsWith(Row, StringComparison.Ordinal));
    }
}
