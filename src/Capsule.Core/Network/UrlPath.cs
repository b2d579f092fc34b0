namespace Capsule.Network;

/// <summary>Paths of URLs as rules compare them: by segments.</summary>
internal static class UrlPath
{
    /// <summary>
    /// The segments after <c>.</c> and <c>..</c> are resolved; null when servers would not agree about them. Threat:
    /// <c>/v1/%2e%2e/admin</c>, <c>/v1/..;/admin</c>, <c>/v1/..%2fadmin</c> and <c>/v1//../../admin</c> leave the prefix
    /// <c>/v1</c> on some servers.
    /// </summary>
    internal static string[]? Segments(string path)
    {
        var parts = path.Split('/')[1..];
        var segments = new List<string>();
        var steps = false;
        foreach (var part in parts)
        {
            var plain = part.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (plain.Contains("%2f", StringComparison.OrdinalIgnoreCase) || plain.Contains("%5c", StringComparison.OrdinalIgnoreCase)
                || plain.Split(';') is [".." or ".", _, ..] || plain.Contains("%00", StringComparison.Ordinal))
            {
                return null;
            }

            steps |= plain is "." or "..";
            if (plain == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (plain is not ("." or ".."))
            {
                segments.Add(plain);
            }
        }

        return steps && parts.SkipLast(1).Contains("") ? null : [.. segments];
    }

    /// <summary>Whether a path is at or below a prefix.</summary>
    internal static bool IsBelow(string path, IReadOnlyList<string> prefix) =>
        prefix.Count == 0 || (Segments(path) is { } segments && segments.Length >= prefix.Count && segments.Take(prefix.Count).SequenceEqual(prefix));
}
