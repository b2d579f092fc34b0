using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Capsule.Cli.Display;

/// <summary>
/// Text that may be shown to people: the only kind that <see cref="Terminal"/> takes. There is no way from a string to it but through
/// <see cref="Neutral"/>.
/// </summary>
/// <remarks>
/// An interpolated string is one: <c>terminal.WriteLine($"run {name}")</c>. Its literal parts are ours; every value in it is made
/// harmless, and stays on one line.
/// </remarks>
[InterpolatedStringHandler]
internal readonly struct DisplayText
{
    private const string Mark = "│ ";

    /// <summary>Threat: a name of megabytes pushes everything else off the screen.</summary>
    private const int LongestValue = 10_000;

    private readonly StringBuilder text;

    /// <summary>For the compiler, which makes one of an interpolated string.</summary>
    public DisplayText(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (16 * formattedCount));

    private DisplayText(StringBuilder text) => this.text = text;

    /// <summary>No text.</summary>
    internal static DisplayText Empty { get; } = new(new StringBuilder(0));

    /// <summary>Columns, roughly.</summary>
    internal int Length => text?.Length ?? 0;

    /// <summary>A text of somebody else, on one line and whole.</summary>
    internal static DisplayText Of(string? foreign)
    {
        var shown = new StringBuilder();
        Neutral.AppendLine(shown, foreign);
        return new DisplayText(shown);
    }

    /// <summary>An interpolated string as a value.</summary>
    internal static DisplayText Of(DisplayText text) => text;

    /// <summary>
    /// A message: its first line, and those behind it with a mark in front, so that they cannot be taken for rows of ours.
    /// </summary>
    internal static DisplayText Message(string foreign) => Lines(foreign, "", Mark);

    /// <summary>Several lines of somebody else, such as a traceback: each has a mark in front.</summary>
    internal static DisplayText Block(string foreign) => Lines(foreign, Mark, Mark);

    /// <summary>What a guest printed: its lines and tabs are as they were.</summary>
    internal static DisplayText Output(string foreign)
    {
        var shown = new StringBuilder(foreign.Length);
        Neutral.AppendOutput(shown, foreign);
        return new DisplayText(shown);
    }

    /// <summary>Texts with something between them.</summary>
    internal static DisplayText Join(DisplayText separator, IEnumerable<DisplayText> texts) =>
        new(new StringBuilder().AppendJoin(separator.ToString(), texts));

    /// <summary>At most so many characters; what was cut is an ellipsis.</summary>
    internal DisplayText Shorten(int width) => Length <= width ? this
        : width < 1 ? Empty
        : new DisplayText(new StringBuilder().Append(text, 0, Whole(width - 1)).Append('…'));

    /// <summary>At least so many characters.</summary>
    internal DisplayText PadRight(int width) => new(new StringBuilder(ToString().PadRight(width)));

    internal DisplayText TrimEnd() => new(new StringBuilder(ToString().TrimEnd()));

    /// <inheritdoc/>
    public override string ToString() => text?.ToString() ?? "";

    /// <summary>For the compiler.</summary>
    public void AppendLiteral(string literal) => text.Append(literal);

    /// <summary>For the compiler.</summary>
    public void AppendFormatted(DisplayText value) => text.Append(value.text);

    /// <summary>For the compiler.</summary>
    public void AppendFormatted(DisplayText value, int alignment) => Pad(alignment, value.ToString());

    /// <summary>For the compiler.</summary>
    public void AppendFormatted(string? value, int alignment = 0, string? format = null)
    {
        if (value is { Length: > LongestValue })
        {
            Pad(alignment, $"{Of(value[..LongestValue])}… ({(value.Length - LongestValue).ToString(CultureInfo.InvariantCulture)} more characters)");
        }
        else
        {
            Pad(alignment, Of(value).ToString());
        }
    }

    /// <summary>For the compiler.</summary>
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null) => AppendFormatted(
        value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString(), alignment);

    private static DisplayText Lines(string foreign, string first, string others)
    {
        var shown = new StringBuilder(foreign.Length + first.Length);
        var lines = foreign.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            shown.Append(i == 0 ? first : "\n" + others);
            Neutral.AppendLineOfBlock(shown, lines[i]);
        }

        return new DisplayText(shown);
    }

    /// <summary>Not between the halves of a surrogate pair.</summary>
    private int Whole(int length) => length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

    private void Pad(int alignment, string value) =>
        text.Append(alignment < 0 ? value.PadRight(-alignment) : value.PadLeft(alignment));
}
