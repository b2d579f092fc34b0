using System.Text.Json;
using Capsule.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>
/// An answer of the host in a journal, which the host reads again. Threat: a journal is a file from anywhere, so reading it
/// throws whatever <see cref="JsonElement"/> throws.
/// </summary>
/// <param name="Json"><c>{"ok": …}</c> or <c>{"error": …}</c>.</param>
/// <param name="Payload">The bytes after it.</param>
/// <param name="Time">When it was given.</param>
internal sealed record RecordedAnswer(JsonElement Json, ReadOnlyMemory<byte> Payload, DateTimeOffset Time)
{
    private const byte Separator = 0;

    /// <summary>What was given.</summary>
    internal JsonElement Value => Json.GetProperty("ok"u8);

    /// <summary>The failure that it is, or null.</summary>
    internal HostAnswer? Failure => Json.TryGetProperty("error"u8, out var error)
        ? HostAnswer.Fail(HostErrorKinds.Parse(error.GetProperty("kind"u8).GetString()), error.GetProperty("message"u8).GetString() ?? "")
        : null;

    /// <summary>The answer to a call.</summary>
    internal static RecordedAnswer Read(ReadOnlyMemory<byte> answer, DateTimeOffset time)
    {
        var (json, payload) = Split(answer);
        return new RecordedAnswer(json, payload, time);
    }

    /// <summary>The answers of operations that a wait found ended, by their handles.</summary>
    internal static IEnumerable<(int Handle, RecordedAnswer Answer)> ReadEnded(ReadOnlyMemory<byte> answer, DateTimeOffset time)
    {
        var (json, payload) = Split(answer);
        if (!json.TryGetProperty("ok"u8, out var completed))
        {
            yield break;
        }

        foreach (var part in completed.EnumerateArray())
        {
            var length = part.GetProperty("bytes"u8).GetInt32();
            yield return (part.GetProperty("handle"u8).GetInt32(), new RecordedAnswer(part, payload[..length], time));
            payload = payload[length..];
        }
    }

    private static (JsonElement Json, ReadOnlyMemory<byte> Payload) Split(ReadOnlyMemory<byte> answer)
    {
        var end = answer.Span.IndexOf(Separator);
        return end < 0
            ? (BoundedJson.Parse(answer.Span, JsonBounds.Wrapped), default)
            : (BoundedJson.Parse(answer.Span[..end], JsonBounds.Wrapped), answer[(end + 1)..]);
    }
}
