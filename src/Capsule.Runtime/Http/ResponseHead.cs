using System.Globalization;
using System.Text.Json;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>The head of a response: checked, and written for the guest.</summary>
internal static class ResponseHead
{
    private const string ContentLength = "Content-Length";

    /// <summary>
    /// Refuses a response that does not say in one way where its body ends. Threat: a length that the host and the guest's library
    /// read differently; one that is no number would count as no length at all.
    /// </summary>
    internal static void RequireFraming(HttpResponseMessage response, string authority)
    {
        var headers = response.Content.Headers;
        if (headers.NonValidated.TryGetValues(ContentLength, out var lengths)
            && !lengths.All(written => IsLength(written) && long.Parse(written, CultureInfo.InvariantCulture) == headers.ContentLength))
        {
            throw new GateException(HostErrorKind.Connection, $"the response of {authority} has a Content-Length that is not valid", GateErrors.ConnectionReset);
        }

        if (response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var codings)
            && !codings.All(coding => coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            throw new GateException(
                HostErrorKind.Connection, $"the response of {authority} has a Transfer-Encoding other than chunked", GateErrors.ConnectionReset);
        }
    }

    /// <summary>Whether the guest may be told how long the body is: not where putting placeholders into it may change that.</summary>
    internal static bool HasLength(HttpResponseMessage response, SecretSearch search) =>
        response.Content.Headers.ContentLength is not null && response.Headers.TransferEncodingChunked != true && (search.Count == 0 || HasNoBody(response));

    /// <summary>
    /// <c>{"handle", "status", "reason", "headers": [[name, value], …]}</c>. Without <c>Content-Length</c> the guest takes
    /// bytes until there are no more.
    /// </summary>
    internal static void Write(Utf8JsonWriter writer, int handle, HttpResponseMessage response, SecretSearch search, bool hasLength)
    {
        writer.WriteStartObject();
        writer.WriteNumber("handle"u8, handle);
        writer.WriteNumber("status"u8, (int)response.StatusCode);
        writer.WriteString("reason"u8, search.Replace(response.ReasonPhrase ?? ""));
        writer.WriteStartArray("headers"u8);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            var isLost = HeaderRules.OfConnection.Contains(name)
                || (!hasLength && name.Equals(ContentLength, StringComparison.OrdinalIgnoreCase));
            foreach (var value in isLost ? [] : values.AsEnumerable())
            {
                writer.WriteStartArray();
                writer.WriteStringValue(search.Replace(name, ignoreCase: true));
                writer.WriteStringValue(search.Replace(value));
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool HasNoBody(HttpResponseMessage response) =>
        response.RequestMessage?.Method == HttpMethod.Head || (int)response.StatusCode is 204 or 304;

    private static bool IsLength(string text) => text.Length is > 0 and <= 18 && text.All(char.IsAsciiDigit);
}
