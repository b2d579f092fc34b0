using System.Diagnostics.CodeAnalysis;

namespace Capsule;

/// <summary>
/// The name of a run: a UUID of version 7 in lower case, so that the order of the texts is that of the times of creation, to
/// the millisecond.
/// </summary>
public readonly record struct RunId : IComparable<RunId>
{
    /// <summary>Where the last group of the text begins: twelve digits, all of them random.</summary>
    internal const int LastGroup = 24;

    private readonly string? text;

    private RunId(string text) => this.text = text;

    /// <summary>A new one.</summary>
    public static RunId Create(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString("D"));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <remarks>Threat: it comes from command lines, and becomes the name of a file. Only a UUID is let through.</remarks>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        var isRead = Guid.TryParseExact(text, "D", out var guid);
        id = isRead ? new RunId(guid.ToString("D")) : default;
        return isRead;
    }

    /// <summary>Whether a text is the beginning of the id, or of its last group.</summary>
    internal bool BeginsWith(string beginning) =>
        ToString().StartsWith(beginning, StringComparison.Ordinal) || ToString().AsSpan(LastGroup).StartsWith(beginning, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(RunId other) => string.CompareOrdinal(text, other.text);

    /// <summary>Whether one is older than another.</summary>
    public static bool operator <(RunId left, RunId right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is younger than another.</summary>
    public static bool operator >(RunId left, RunId right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is not younger than another.</summary>
    public static bool operator <=(RunId left, RunId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is not older than another.</summary>
    public static bool operator >=(RunId left, RunId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => text ?? string.Empty;
}
