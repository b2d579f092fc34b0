using System.Globalization;
using System.Text;

namespace Capsule.Network;

/// <summary>
/// Paths of URLs as rules compare them: by segments. Servers disagree about what a path means: they decode it once, twice or not at
/// all, before or after they resolve <c>..</c>; they take a backslash for a slash, cut <c>;parameters</c> off, drop empty segments.
/// A path is below a prefix when it is for every one of them.
/// </summary>
internal static class UrlPath
{
    /// <summary>How often an escape may hide another one.</summary>
    private const int MaxDecodings = 8;

    /// <summary>Characters that some systems turn into dots, by compatibility (NFKC) or by best fit to a code page.</summary>
    private const string Dots = "\u2024\u3002\uFE52\uFF0E\uFF61";

    /// <summary>Likewise, into slashes and backslashes.</summary>
    private const string Slashes = "\\\u2044\u2215\u2216\u29F5\u29F8\u29F9\uFE68\uFF0F\uFF3C\u00A5\u20A9";

    /// <summary>
    /// Whether a path is at or below a prefix. Its first segments are the prefix as it is written. Of the others each counts as what
    /// leads furthest up: a segment that some server drops does not make up for a later <c>..</c>. Threat:
    /// <c>/v1/%2e%2e/admin</c>, <c>/v1/;/../admin</c>, <c>/v1/a%2f..%2f..%2fadmin</c>, <c>/v1/%252e%252e/admin</c>.
    /// </summary>
    internal static bool IsBelow(string path, IReadOnlyList<string> prefix)
    {
        if (prefix.Count == 0)
        {
            return true;
        }

        var segments = path.Split('/')[1..];
        if (segments.Length < prefix.Count || !segments.Take(prefix.Count).SequenceEqual(prefix, StringComparer.Ordinal))
        {
            return false;
        }

        var depth = 0;
        foreach (var segment in segments.Skip(prefix.Count))
        {
            if (LowestStep(segment) is not { } step || (depth += step) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// How a segment changes the depth at worst: 1 where all servers see one segment, 0 where some see none, less where some see steps
    /// up. Null where nobody can tell.
    /// </summary>
    private static int? LowestStep(string segment)
    {
        if (Decode(segment) is not { } plain)
        {
            return null;
        }

        var parts = plain.Split('/');
        var up = parts.Sum(StepsUp);
        return up > 0 ? -up : parts.Length > 1 || IsDroppable(parts[0]) ? 0 : 1;
    }

    /// <summary>
    /// One step for <c>..</c>, and one more for each further dot, as Windows once had it. Parameters and spaces do not make it another
    /// segment.
    /// </summary>
    private static int StepsUp(string part) =>
        IsDroppable(part) ? Math.Max(0, part.Split(';')[0].Count(c => c == '.') - 1) : 0;

    /// <summary>Nothing but dots and spaces, before its parameters.</summary>
    private static bool IsDroppable(string part) => part.Split(';')[0].All(c => c is '.' or ' ');

    /// <summary>
    /// All escapes decoded, also those in escapes, and one kind of dots and slashes. Null for what decoders disagree about: control
    /// characters, overlong and other malformed UTF-8 (<c>%c0%ae</c>), <c>%u002e</c>, escapes nested too deep.
    /// </summary>
    private static string? Decode(string segment)
    {
        var text = segment;
        for (var i = 0; i < MaxDecodings; i++)
        {
            if (DecodeOnce(text) is not { } decoded)
            {
                return null;
            }

            var unified = Unify(decoded);
            if (unified == text)
            {
                return text;
            }

            text = unified;
        }

        return null;
    }

    private static string? DecodeOnce(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 1 < text.Length && text[i + 1] is 'u' or 'U')
            {
                return null;
            }

            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(
                text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        try
        {
            var decoded = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
            return decoded.Any(char.IsControl) ? null : decoded;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Unify(string text) => string.Concat(text.Select(c =>
        Dots.Contains(c, StringComparison.Ordinal) ? "."
        : Slashes.Contains(c, StringComparison.Ordinal) ? "/"
        : c switch
        {
            '\u2025' or '\uFE30' => "..",
            '\u2026' => "...",
            '\uFF1B' or '\u037E' => ";",
            '\uFF05' or '\uFE6A' => "%",
            _ => c.ToString(),
        }));
}
