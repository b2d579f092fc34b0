using System.Buffers;
using System.Text.Json;
using Capsule.Errors;
using Capsule.Json;
using Capsule.Runtime.Answers;

namespace Capsule.Extensions.AI;

/// <summary>What a model gets to know: <c>{"success", "result", "output", "error"}</c>, without what is empty, and within a bound.</summary>
internal static class CodeAnswer
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = PlainJsonEncoder.Instance,
        MaxDepth = 2000,
    };

    /// <summary>Writes an answer.</summary>
    /// <param name="result">The value, or null.</param>
    /// <param name="failure">Why it failed, or null.</param>
    /// <param name="output">What was printed.</param>
    /// <param name="outputWasCut">Whether more was printed than that.</param>
    /// <param name="most">How many characters its parts have together at most.</param>
    internal static JsonElement Of(JsonElement? result, Failure? failure, string output, bool outputWasCut, int most)
    {
        var value = failure is not null || result is not { } given ? "" : given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
        var error = failure is null ? "" : failure.Traceback ?? $"{failure.Type.ToName()}: {failure.Message}";
        var printed = outputWasCut ? output + "\n… (more was printed)" : output;
        var shares = AnswerBudget.Share(most, Excerpt.SizeOf(value), Excerpt.SizeOf(error), Excerpt.SizeOf(printed));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", failure is null);
            if (failure is null && result is { } whole)
            {
                WriteValue(writer, whole, Excerpt.Of(value, shares[0]));
            }

            if (printed.Length > 0)
            {
                writer.WriteString("output", Excerpt.Of(printed, shares[2]).Text);
            }

            if (failure is not null)
            {
                writer.WriteString("error", Excerpt.Of(error, shares[1]).Text);
            }

            writer.WriteEndObject();
        }

        return BoundedJson.Parse(buffer.WrittenSpan, JsonBounds.Wrapped);
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement whole, Excerpt excerpt)
    {
        writer.WritePropertyName("result");
        if (excerpt.WasCut)
        {
            writer.WriteStringValue(excerpt.Text);
        }
        else
        {
            whole.WriteTo(writer);
        }
    }
}
