using System.Collections.Frozen;
using System.Text.Json;
using Capsule.Network;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>
/// Reads the headers of a guest's request. Threat: header injection and request smuggling. Names are tokens, values hold no
/// control characters, and what frames or routes a message is the host's business.
/// </summary>
internal static class HeaderRules
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    /// <summary>Refused: they are about one connection, or say where a message ends.</summary>
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "te", "trailer",
        "transfer-encoding", "upgrade", "expect", "http2-settings");

    /// <summary>Not passed on from a response: the message that the guest sees is another one.</summary>
    internal static FrozenSet<string> OfConnection { get; } = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "alt-svc");

    /// <summary>Whether a text is a token of HTTP.</summary>
    internal static bool IsToken(string text) => text.Length is > 0 and <= 256
        && text.All(c => char.IsAsciiLetterOrDigit(c) || TokenCharacters.Contains(c, StringComparison.Ordinal));

    /// <summary>The request's method.</summary>
    internal static string Method(GuestRequest request)
    {
        var method = request.Text("method");
        return !IsToken(method) ? throw new GuestRequestException("the method is not valid")
            : method.ToUpperInvariant() is "CONNECT" or "TRACE" ? throw new GuestRequestException($"the method {method} is not available")
            : method;
    }

    /// <summary>The headers to send, checked.</summary>
    /// <param name="request">What the guest asks for.</param>
    /// <param name="url">Where it goes.</param>
    /// <param name="length">The length of its body; null when it is not known, or there is none.</param>
    /// <param name="limit">How many bytes headers may have.</param>
    internal static List<KeyValuePair<string, string>> Read(GuestRequest request, TargetUrl url, long? length, int limit)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!request.Has("headers", out var written))
        {
            return headers;
        }

        var size = 0;
        foreach (var pair in Elements(written))
        {
            var (name, value) = ReadOne(pair);
            size += name.Length + value.Length + 4;
            if (size > limit)
            {
                throw new GateException(HostErrorKind.LimitExceeded, $"the request's headers have more than {limit} bytes");
            }

            if (!IsOwn(name, value, url, length))
            {
                headers.Add(new(name, value));
            }
        }

        return headers;
    }

    private static (string Name, string Value) ReadOne(JsonElement pair)
    {
        var parts = Elements(pair);
        if (parts.Count != 2 || TextOf(parts[0]) is not { } name || !IsToken(name))
        {
            throw new GuestRequestException("the name of a header is not valid");
        }

        var isValid = TextOf(parts[1]) is { } text && text.All(c => c is '\t' or (>= ' ' and not '\x7f' and <= '\xff'));
        return isValid ? (name, parts[1].GetString()!.Trim(' ', '\t'))
            : throw new GuestRequestException($"the value of the header {name} is not valid: control characters and line breaks are not allowed");
    }

    /// <summary>Whether a header is one that the host writes itself, and that says what the host will write.</summary>
    private static bool IsOwn(string name, string value, TargetUrl url, long? length)
    {
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            return IsAuthority(value, url) ? true
                : throw new GuestRequestException($"the header Host is {url.Authority} for this URL, and cannot be another");
        }

        if (name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
        {
            return value == length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ? true
                : throw new GuestRequestException("the header Content-Length does not fit the body");
        }

        return Refused.Contains(name)
            ? throw new GuestRequestException($"the header {name} is the host's own: it frames the message or belongs to the connection")
            : false;
    }

    private static bool IsAuthority(string value, TargetUrl url) =>
        TargetUrl.TryParse($"{url.Scheme}://{value}/", out var written, out _) && written.Authority == url.Authority && written.Path == "/";

    private static List<JsonElement> Elements(JsonElement array) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray()]
        : throw new GuestRequestException("headers are a list of names and values");

    /// <summary>Half of a surrogate pair can be written in JSON, and is no text.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
