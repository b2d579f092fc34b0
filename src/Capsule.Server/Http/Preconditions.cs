using Microsoft.Net.Http.Headers;

namespace Capsule.Server.Http;

/// <summary>What <c>If-Match</c> and <c>If-None-Match</c> of a request say about something that has a tag.</summary>
internal static class Preconditions
{
    /// <summary>A tag as <c>ETag</c> has it.</summary>
    internal static string Quote(string tag) => $"\"{tag}\"";

    /// <summary>Whether something may be changed that has a tag now; null where it is not there. A header that cannot be read never holds.</summary>
    internal static bool Hold(HttpRequest request, string? tag)
    {
        var headers = request.GetTypedHeaders();
        return (request.Headers.IfMatch.Count == 0 || Matches(headers.IfMatch, tag))
            && (request.Headers.IfNoneMatch.Count == 0 || (headers.IfNoneMatch.Count > 0 && !Matches(headers.IfNoneMatch, tag)));
    }

    private static bool Matches(IList<EntityTagHeaderValue> tags, string? tag) =>
        tag is not null && tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || (!known.IsWeak && known.Tag.Equals(Quote(tag), StringComparison.Ordinal)));
}
