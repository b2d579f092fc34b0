namespace Capsule.Extensions.Hosting.Logging;

/// <summary>Texts that a guest had a part in, for a log.</summary>
internal static class LogText
{
    private const int Most = 300;

    /// <summary>One short line. Threat: a name with line ends that forges entries of a log, or one that fills it.</summary>
    internal static string Line(string text) => string.Create(Math.Min(text.Length, Most), text, static (line, text) =>
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' ? ' ' : text[i];
        }
    });

    /// <summary>Where a request went. Threat: a path and a query are text of the guest, and may have what it was given to keep.</summary>
    internal static string Host(string url) =>
        Line(Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : url);
}
