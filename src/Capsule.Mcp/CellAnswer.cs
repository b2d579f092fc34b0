using System.Text.Json;
using Capsule.Runtime.Sessions;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The answer to <c>session_run</c>.</summary>
internal static class CellAnswer
{
    /// <summary>What a cell did: JSON, and its images behind it.</summary>
    /// <param name="result">What it did.</param>
    /// <param name="outputKept">How much of what it printed is told, in characters.</param>
    internal static CallToolResult Of(SessionResult result, int outputKept)
    {
        var images = new CellImages();
        foreach (var shown in result.Output.OfType<SessionOutput.Display>())
        {
            images.Add(shown.Data);
        }

        images.Add(result.Value?.Data ?? MimeBundle.Empty);
        var answer = McpAnswer.Of(!result.Success, writer => Write(writer, result, images, outputKept));
        answer.Content = [.. answer.Content, .. images.Blocks];
        return answer;
    }

    private static void Write(Utf8JsonWriter writer, SessionResult result, CellImages images, int outputKept)
    {
        writer.WriteBoolean("success", result.Success);
        writer.WritePropertyName("value");
        (result.Value?.Json ?? JsonElement.Parse("null")).WriteTo(writer);
        writer.WriteString("repr", result.Value?.Repr);
        writer.WritePropertyName("data");
        Write(writer, result.Value?.Data ?? MimeBundle.Empty);
        writer.WriteStartArray("displayed");
        foreach (var shown in result.Output.OfType<SessionOutput.Display>())
        {
            Write(writer, shown.Data);
        }

        writer.WriteEndArray();
        writer.WriteNumber("images", images.Blocks.Count);
        writer.WriteNumber("images_left_out", images.LeftOut);
        McpAnswer.WriteError(writer, result.Failure);
        var output = string.Concat(result.Output.OfType<SessionOutput.Text>().Select(text => text.Content));
        writer.WriteString("output", output.Length > outputKept ? output.AsSpan(0, outputKept) : output);
        writer.WriteBoolean("output_was_cut", result.OutputWasCut || output.Length > outputKept);
        writer.WriteBoolean("state_was_kept", result.StateWasKept);
        writer.WriteNumber("fuel_consumed", result.FuelConsumed);
        writer.WriteNumber("ram_used", result.RamUsed);
        writer.WriteNumber("duration_ms", Math.Round(result.Duration.TotalMilliseconds, 3));
    }

    private static void Write(Utf8JsonWriter writer, MimeBundle bundle)
    {
        writer.WriteStartObject();
        foreach (var (type, value) in bundle.Data.Where(part => !CellImages.IsImage(part.Key)))
        {
            writer.WritePropertyName(type);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
