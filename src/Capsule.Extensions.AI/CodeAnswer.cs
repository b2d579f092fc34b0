using System.Buffers;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Json;

namespace Capsule.Extensions.AI;

/// <summary>What a model gets to know: <c>{"success", "result", "output", "error"}</c>, without what is empty.</summary>
internal static class CodeAnswer
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = PlainJsonEncoder.Instance,
        MaxDepth = 2000,
    };

    internal static JsonElement Of(JsonElement? result, Failure? failure, string output, bool outputWasCut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", failure is null);
            if (failure is null && result is { } value)
            {
                writer.WritePropertyName("result");
                value.WriteTo(writer);
            }

            if (output.Length > 0)
            {
                writer.WriteString("output", output + (outputWasCut ? "\n… (more was printed)" : ""));
            }

            if (failure is not null)
            {
                writer.WriteString("error", failure.Traceback ?? $"{failure.Type.ToName()}: {failure.Message}");
            }

            writer.WriteEndObject();
        }

        return BoundedJson.Parse(buffer.WrittenSpan, JsonBounds.Wrapped);
    }
}
