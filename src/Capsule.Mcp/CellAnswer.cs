using System.Text.Json;
using Capsule.Runtime;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The answers to <c>session_run</c> and <c>execute_python</c>: JSON, and the images of a cell behind it.</summary>
internal sealed class CellAnswer
{
    private readonly SessionResult result;
    private readonly int kept;
    private readonly CellImages images = new();
    private readonly List<MimeBundle> displayed;
    private int leftForBundles;
    private int representationsLeftOut;

    private CellAnswer(SessionResult result, int kept)
    {
        this.result = result;
        this.kept = leftForBundles = kept;
        displayed = [.. result.Output.OfType<SessionOutput.Display>().Select(shown => shown.Data)];
    }

    /// <summary>The answer of a session.</summary>
    /// <param name="result">What the cell did.</param>
    /// <param name="kept">How much is told of what it printed, and of each value, in characters.</param>
    internal static CallToolResult OfCell(SessionResult result, int kept) => new CellAnswer(result, kept).Answer(isCode: false);

    /// <summary>The answer of code that was run once.</summary>
    /// <param name="result">What it did.</param>
    /// <param name="kept">How much is told of what it printed, and of each value, in characters.</param>
    internal static CallToolResult OfCode(SessionResult result, int kept) => new CellAnswer(result, kept).Answer(isCode: true);

    private CallToolResult Answer(bool isCode)
    {
        displayed.ForEach(images.Add);
        images.Add(result.Value?.Data ?? MimeBundle.Empty);
        var answer = McpAnswer.Of(!result.Success, isCode ? WriteCode : WriteCell);
        answer.Content = [.. answer.Content, .. images.Blocks];
        return answer;
    }

    private void WriteCell(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("success", result.Success);
        ShortenedJson.Write(writer, "value", result.Value?.Json, kept);
        writer.WriteString("repr", result.Value is { } value ? ShortenedJson.Start(value.Repr, kept) : null);
        WriteShown(writer);
        McpAnswer.WriteError(writer, result.Failure, kept);
        var output = Printed(null);
        var told = ShortenedJson.Start(output, kept);
        writer.WriteString("output", told);
        writer.WriteBoolean("output_was_cut", result.OutputWasCut || told.Length < output.Length);
        writer.WriteBoolean("state_was_kept", result.IsStateKept);
        WriteHint(writer);
        WriteCosts(writer);
    }

    private void WriteCode(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("success", result.Success);
        ShortenedJson.Write(writer, "result", result.Value is { } value ? value.Json ?? ToJson(value.Repr) : null, kept);
        WriteShown(writer);
        McpAnswer.WriteError(writer, result.Failure, kept);
        ShortenedJson.WriteOutput(writer, Printed(OutputChannel.Output), Printed(OutputChannel.Error), kept, result.OutputWasCut);
        WriteHint(writer);
        writer.WriteStartObject("execution");
        writer.WriteString("task_name", "main");
        writer.WriteNumber("retries", 0);
        WriteCosts(writer);
        writer.WriteEndObject();
    }

    private void WriteShown(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("data");
        Write(writer, result.Value?.Data ?? MimeBundle.Empty);
        writer.WriteStartArray("displayed");
        displayed.ForEach(bundle => Write(writer, bundle));
        writer.WriteEndArray();
        writer.WriteNumber("representations_left_out", representationsLeftOut);
        writer.WriteNumber("images", images.Blocks.Count);
        writer.WriteNumber("images_left_out", images.LeftOut);
    }

    private void WriteHint(Utf8JsonWriter writer)
    {
        if (result.Hint is { } hint)
        {
            writer.WriteString("hint", hint);
        }
    }

    private void WriteCosts(Utf8JsonWriter writer)
    {
        writer.WriteNumber("fuel_consumed", result.FuelConsumed);
        writer.WriteNumber("ram_used", result.RamUsed);
        writer.WriteNumber("duration_ms", Math.Round(result.Duration.TotalMilliseconds, 3));
    }

    /// <summary>Representations as long as there is room for all of them together; the rest is counted.</summary>
    private void Write(Utf8JsonWriter writer, MimeBundle bundle)
    {
        writer.WriteStartObject();
        foreach (var (type, value) in bundle.Data.Where(part => !CellImages.IsImage(part.Key)))
        {
            var size = ShortenedJson.SizeOf(type) + ShortenedJson.SizeOf(value);
            if (size > leftForBundles)
            {
                representationsLeftOut++;
                continue;
            }

            leftForBundles -= size;
            writer.WritePropertyName(type);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private string Printed(OutputChannel? channel) => string.Concat(result.Output.OfType<SessionOutput.Text>()
        .Where(text => channel is null || text.Channel == channel)
        .Select(text => text.Content));

    private static JsonElement ToJson(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
