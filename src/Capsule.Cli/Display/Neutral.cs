using System.Globalization;
using System.Text;

namespace Capsule.Cli.Display;

/// <summary>
/// Makes text harmless to show. What could move the cursor, change the order of letters, stand for nothing, or begin another line is
/// written as an escape, such as <c>\x1b</c> or <c>\u202e</c>.
/// </summary>
/// <remarks>
/// Threat: names and messages that a guest, an artifact, a journal or a session chose, and that people decide by: escape sequences,
/// text that is read in another order than it is written (CVE-2021-42574), rows that we did not write, and names that only look alike.
/// </remarks>
internal static class Neutral
{
    /// <summary>Threat: spaces that fill a row of the terminal, so that what follows them begins the next one.</summary>
    private const int LongestGapInLine = 8;

    /// <summary>Source code in tracebacks is indented.</summary>
    private const int LongestGapInBlock = 40;

    /// <summary>Threat: marks over marks reach into the rows above.</summary>
    private const int MostMarks = 4;

    /// <summary>Appends text of one line.</summary>
    internal static void AppendLine(StringBuilder target, ReadOnlySpan<char> text) => Append(target, text, keepsLines: false, LongestGapInLine);

    /// <summary>Appends a line of a text of several, such as a traceback with source code in it.</summary>
    internal static void AppendLineOfBlock(StringBuilder target, ReadOnlySpan<char> text) => Append(target, text, keepsLines: false, LongestGapInBlock);

    /// <summary>Appends what a program printed: line feeds and tabs stay, and none of its other control characters.</summary>
    internal static void AppendOutput(StringBuilder target, ReadOnlySpan<char> text) => Append(target, text, keepsLines: true, int.MaxValue);

    /// <summary>Whether nothing of a text has to be escaped.</summary>
    internal static bool IsHarmless(string text)
    {
        var shown = new StringBuilder(text.Length);
        AppendLine(shown, text);
        return shown.Equals(text);
    }

    private static void Append(StringBuilder target, ReadOnlySpan<char> text, bool keepsLines, int longestGap)
    {
        var (gap, marks) = (0, 0);
        while (!text.IsEmpty)
        {
            var isWhole = Rune.DecodeFromUtf16(text, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            var letters = text[..length];
            text = text[length..];
            if (keepsLines && letters is ['\r'] && text is ['\n', ..])
            {
                continue;
            }

            var category = isWhole ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate;
            gap = letters is [' '] ? gap + 1 : 0;
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (gap > longestGap)
            {
                if (gap == longestGap + 1)
                {
                    target.Append('…');
                }
            }
            else if (keepsLines && letters is ['\n' or '\t'])
            {
                target.Append(letters);
            }
            else if (!isWhole || marks > MostMarks || IsHarmful(rune, category))
            {
                Escape(target, isWhole ? rune.Value : letters[0]);
            }
            else
            {
                target.Append(letters);
            }
        }
    }

    private static bool IsHarmful(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ',
        _ => IsInvisible(rune.Value),
    };

    /// <summary>Letters, marks and symbols that show nothing (Unicode's Default_Ignorable_Code_Point, and the braille of no dots).</summary>
    private static bool IsInvisible(int letter) => letter is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or 0xFFFC
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    private static void Escape(StringBuilder target, int letter) => _ = letter switch
    {
        '\n' => target.Append("\\n"),
        '\r' => target.Append("\\r"),
        '\t' => target.Append("\\t"),
        <= 0xFF => target.Append(CultureInfo.InvariantCulture, $"\\x{letter:x2}"),
        <= 0xFFFF => target.Append(CultureInfo.InvariantCulture, $"\\u{letter:x4}"),
        _ => target.Append(CultureInfo.InvariantCulture, $"\\U{letter:x8}"),
    };
}
