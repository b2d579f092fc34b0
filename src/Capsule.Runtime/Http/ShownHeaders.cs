using System.Collections.Frozen;
using System.Text.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>
/// The headers of a request as the envelope may show them: all names, and only values that never carry credentials. Threat: a key in a
/// header of a name that nobody thought of; so what is shown is listed here, and not what is hidden.
/// </summary>
internal static class ShownHeaders
{
    private const int MaxCount = 32;
    private const int MaxLength = 200;
    private const string Hidden = "REDACTED";

    private static readonly FrozenSet<string> Shown = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-encoding", "content-language",
        "content-length", "content-type", "date", "expires", "host", "if-modified-since", "if-unmodified-since", "last-modified", "max-forwards",
        "pragma", "range", "user-agent", "vary");

    /// <summary>Those of a request that may be malformed; what is no header is left out.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Of(GuestRequest request)
    {
        if (!request.Has("headers", out var written) || written.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. written.EnumerateArray().Take(MaxCount).Select(Read).OfType<KeyValuePair<string, string>>()];
    }

    private static KeyValuePair<string, string>? Read(JsonElement pair)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || TextOf(pair[0]) is not { } name || !HeaderRules.IsToken(name)
            || TextOf(pair[1]) is not { } value)
        {
            return null;
        }

        var isShown = Shown.Contains(name) && value.Length <= MaxLength && !value.Any(char.IsControl);
        return new(name, isShown ? value : Hidden);
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
