using System.Buffers;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Json;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>Answers to calls: structured content, and text for a model. A client gives a model one of the two.</summary>
internal static class McpAnswer
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = PlainJsonEncoder.Instance,
        MaxDepth = 2000,
    };

    /// <summary>The depth that the SDK's writer takes.</summary>
    private const int MostDepth = 60;

    /// <summary>How long a failure of the host may be told: its message may repeat what the client sent.</summary>
    private const int MostFailure = 2_000;

    /// <summary>An answer with the members that are written.</summary>
    /// <param name="isError">Whether the call failed.</param>
    /// <param name="writeMembers">Writes the members of the structured content.</param>
    /// <param name="text">What a model reads; null for the JSON.</param>
    internal static CallToolResult Of(bool isError, Action<Utf8JsonWriter> writeMembers, string? text = null)
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
                Content = [new TextContentBlock { Text = text ?? content.GetRawText() }],
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
        Content = [new TextContentBlock { Text = Excerpt.Of($"{failure.Type.ToName()}: {failure.Message}", MostFailure).Text }],
    };
}
