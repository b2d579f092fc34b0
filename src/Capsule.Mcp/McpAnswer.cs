using System.Buffers;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Json;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>Answers to calls: structured content, and the same as text for clients that know no other.</summary>
internal static class McpAnswer
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = PlainJsonEncoder.Instance,
        MaxDepth = 2000,
    };

    /// <summary>The depth that the SDK's writer takes.</summary>
    private const int MostDepth = 60;

    /// <summary>An answer with the members that are written.</summary>
    internal static CallToolResult Of(bool isError, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        try
        {
            var content = BoundedJson.Parse(buffer.WrittenSpan, new JsonBounds(MostDepth));
            return new CallToolResult
            {
                IsError = isError,
                StructuredContent = content,
                Content = [new TextContentBlock { Text = content.GetRawText() }],
            };
        }
        catch (JsonException)
        {
            return Of(new Failure(ErrorType.InvalidResult, $"the result is nested more than {MostDepth} deep"));
        }
    }

    /// <summary>A failure of the host.</summary>
    internal static CallToolResult Of(Failure failure) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = $"{failure.Type.ToName()}: {failure.Message}" }],
    };

    /// <summary>Writes an error, or null.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="error">The error: code chooses its message.</param>
    /// <param name="most">How many characters its message and its traceback may have each.</param>
    internal static void WriteError(Utf8JsonWriter writer, Failure? error, int most)
    {
        if (error is null)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("error_type", error.Type.ToName());
        writer.WriteString("message", ShortenedJson.Start(error.Message, most));
        if (error.Traceback is { } traceback)
        {
            writer.WriteString("traceback", ShortenedJson.Start(traceback, most));
        }

        writer.WriteEndObject();
    }
}
