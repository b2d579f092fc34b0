using System.Text.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary>What a replay has to know of an answer in a journal.</summary>
internal static class RecordedAnswer
{
    private const byte Separator = 0;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 };

    /// <summary>The message of a refusal, or null where the answer is another one.</summary>
    /// <exception cref="JsonException">It is no answer.</exception>
    internal static string? DenialOf(ReadOnlyMemory<byte> answer) =>
        IsDenial(answer) ? Read(answer, DenialOf) : null;

    /// <summary>The operations that a wait found ended, and the message of each refusal among them.</summary>
    /// <exception cref="JsonException">It is no answer to a wait.</exception>
    internal static IReadOnlyList<(int Handle, string? Denial)> EndedOf(ReadOnlyMemory<byte> answer) => Read(
        answer,
        root => root.TryGetProperty("ok"u8, out var completed)
            ? completed.EnumerateArray().Select(part => (part.GetProperty("handle"u8).GetInt32(), DenialOf(part))).ToArray()
            : []);

    /// <summary>Most answers are none, and need not be parsed to know.</summary>
    private static bool IsDenial(ReadOnlyMemory<byte> answer) => answer.Span.StartsWith("{\"error\":"u8);

    private static string? DenialOf(JsonElement answer) =>
        answer.TryGetProperty("error"u8, out var error) && error.GetProperty("kind"u8).ValueEquals(HostErrorKind.PermissionDenied.ToName())
            ? error.GetProperty("message"u8).GetString()
            : null;

    private static T Read<T>(ReadOnlyMemory<byte> answer, Func<JsonElement, T> read)
    {
        var end = answer.Span.IndexOf(Separator);
        using var document = JsonDocument.Parse(end < 0 ? answer : answer[..end], Options);
        try
        {
            return read(document.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException($"it is no answer of the host: {e.Message}", e);
        }
    }
}
