using System.Text;
using System.Text.Json;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>Writes the head of a response for the guest.</summary>
internal static class ResponseHead
{
    /// <summary>
    /// <c>{"handle", "status", "reason", "headers": [[name, value], …]}</c>. Without <c>Content-Length</c> the guest takes
    /// bytes until there are no more.
    /// </summary>
    internal static void Write(Utf8JsonWriter writer, int handle, HttpResponseMessage response, IReadOnlyList<IssuedSecret> sent)
    {
        writer.WriteStartObject();
        writer.WriteNumber("handle"u8, handle);
        writer.WriteNumber("status"u8, (int)response.StatusCode);
        writer.WriteString("reason"u8, Scrub(response.ReasonPhrase ?? "", sent));
        writer.WriteStartArray("headers"u8);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            // Scrubbing changes the length of a body.
            var isLost = HeaderRules.OfConnection.Contains(name)
                || (sent.Count > 0 && name.Equals("content-length", StringComparison.OrdinalIgnoreCase));
            foreach (var value in isLost ? [] : values.AsEnumerable())
            {
                writer.WriteStartArray();
                writer.WriteStringValue(name);
                writer.WriteStringValue(Scrub(value, sent));
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Scrub(string value, IReadOnlyList<IssuedSecret> sent)
    {
        foreach (var secret in sent)
        {
            value = value.Replace(Latin(secret.Value), secret.Placeholder, StringComparison.Ordinal);
        }

        return value;
    }

    /// <summary>Headers are read as Latin-1; a value with other letters was sent as UTF-8.</summary>
    private static string Latin(string value) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
}
