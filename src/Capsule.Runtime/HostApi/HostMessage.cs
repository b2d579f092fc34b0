using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Capsule.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>
/// The form of requests and answers between guest and host, docs/reference/host-calls.md: a JSON object, and bytes after a zero
/// byte where there are any (JSON itself never holds a zero byte).
/// </summary>
internal static class HostMessage
{
    private const byte Separator = 0;

    /// <summary>
    /// Threat: a request is read as a whole before anyone knows what it wants. What may be long are the bytes behind it.
    /// </summary>
    private static readonly JsonBounds Bounds = JsonBounds.Message with { Bytes = 1 << 20 };

    internal static JsonWriterOptions WriterOptions { get; } = new()
    {
        MaxDepth = 2000,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Takes a request apart.</summary>
    /// <exception cref="GuestRequestException">It has another form.</exception>
    internal static GuestRequest Read(ReadOnlyMemory<byte> message)
    {
        var end = message.Span.IndexOf(Separator);
        try
        {
            var json = end < 0 ? message : message[..end];
            var body = BoundedJson.Parse(json.Span, Bounds);
            return body.ValueKind == JsonValueKind.Object
                ? new GuestRequest(body, end < 0 ? default : message[(end + 1)..]) { JsonLength = json.Length }
                : throw new GuestRequestException("a request is a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member's name is half of a surrogate pair.
            throw new GuestRequestException($"a request is a JSON object: {e.Message}");
        }
    }

    /// <summary>An answer as bytes.</summary>
    internal static ReadOnlyMemory<byte> Write(HostAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(answer.Json.Length + answer.Payload.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            WriteTo(writer, answer, handle: null);
        }

        return WithPayload(buffer, answer.Payload);
    }

    /// <summary>
    /// The answers of operations that were waited for: <c>[{"handle", "ok" | "error", "bytes"}, …]</c>, and the payloads
    /// one after the other.
    /// </summary>
    internal static ReadOnlyMemory<byte> Write(IReadOnlyList<CompletedOperation> completed)
    {
        var length = completed.Sum(operation => (long)operation.Answer.Json.Length + operation.Answer.Payload.Length + 256);
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(length, 256, Array.MaxLength));
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("ok"u8);
            foreach (var (handle, answer, _) in completed)
            {
                WriteTo(writer, answer, handle);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        if (completed.Any(operation => !operation.Answer.Payload.IsEmpty))
        {
            buffer.Write([Separator]);
            foreach (var operation in completed)
            {
                buffer.Write(operation.Answer.Payload.Span);
            }
        }

        return buffer.WrittenMemory;
    }

    private static void WriteTo(Utf8JsonWriter writer, HostAnswer answer, int? handle)
    {
        writer.WriteStartObject();
        if (handle is { } number)
        {
            writer.WriteNumber("handle"u8, number);
            writer.WriteNumber("bytes"u8, answer.Payload.Length);
        }

        if (answer.Error is { } error)
        {
            writer.WriteStartObject("error"u8);
            writer.WriteString("kind"u8, error.ToName());
            writer.WriteString("message"u8, answer.Message);
            writer.WriteNumber("errno"u8, answer.Errno);
            writer.WriteEndObject();
        }
        else
        {
            writer.WritePropertyName("ok"u8);
            writer.WriteRawValue(answer.Json.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> WithPayload(ArrayBufferWriter<byte> buffer, ReadOnlyMemory<byte> payload)
    {
        if (!payload.IsEmpty)
        {
            buffer.Write([Separator]);
            buffer.Write(payload.Span);
        }

        return buffer.WrittenMemory;
    }
}
