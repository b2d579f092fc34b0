using System.Text.Json;
using Capsule.Errors;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>
/// The answers of the tools that run something: JSON for programs, the same in words for models, and images behind them. All parts
/// together are no longer than an answer may be.
/// </summary>
internal sealed class CodeAnswer
{
    private readonly CodeReport report;
    private readonly CellImages images = new();
    private readonly Representations representations;
    private readonly Excerpt message;
    private readonly Excerpt traceback;
    private readonly Excerpt output;
    private readonly Excerpt value;
    private readonly Excerpt repr;

    private CodeAnswer(CodeReport report, int most)
    {
        this.report = report;
        foreach (var shown in report.Displayed.Append(report.Data))
        {
            images.Add(shown);
        }

        foreach (var image in report.Files.Images)
        {
            images.AddFile(image);
        }

        representations = new Representations(report);
        var (error, printed, json) = (report.Error, report.Output.Text, report.ValueText);
        var shares = AnswerBudget.Share(
            most - AnswerBudget.Framing,
            Excerpt.SizeOf(error?.Message ?? ""), Excerpt.SizeOf(error?.Traceback ?? ""), Excerpt.SizeOf(printed),
            Math.Max(Excerpt.SizeOf(json), Excerpt.SizeOf(report.Repr ?? "")), representations.Size, report.Files.Size);
        message = Excerpt.Of(error?.Message ?? "", shares[0]);
        traceback = Excerpt.Of(error?.Traceback ?? "", shares[1]);
        output = Excerpt.Of(printed, shares[2], report.Output.Size);
        value = Excerpt.Of(json, shares[3]);
        repr = Excerpt.Of(report.Repr ?? json, shares[3]);
        representations.Take(shares[4]);
        report.Files.Take(shares[5]);
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="report">What came of the code.</param>
    /// <param name="most">How long the answer may be.</param>
    /// <param name="keep">
    /// Keeps what is left out where it can be read, and gives the files: given is whether the output, and whether the value was cut.
    /// </param>
    internal static async Task<CallToolResult> OfAsync(CodeReport report, int most, Func<bool, bool, Task<RestFiles>>? keep = null)
    {
        var answer = new CodeAnswer(report, most);
        var rest = keep is not null && (answer.output.WasCut || answer.value.WasCut)
            ? await keep(answer.output.WasCut, answer.value.WasCut).ConfigureAwait(false)
            : null;
        var written = McpAnswer.Of(!report.Success, writer => answer.Write(writer, rest), answer.Tell(rest));
        written.Content = [.. written.Content, .. answer.images.Blocks, .. report.Files.Links];
        return written;
    }

    private void Write(Utf8JsonWriter writer, RestFiles? rest)
    {
        writer.WriteBoolean("success", report.Success);
        WriteValue(writer);
        writer.WriteBoolean("result_was_cut", value.WasCut);
        writer.WriteNumber("result_size", report.ValueText.Length);
        WriteError(writer);
        writer.WriteString("output", output.Text);
        writer.WriteBoolean("output_was_cut", output.WasCut);
        writer.WriteNumber("output_size", report.Output.Size);
        representations.Write(writer);
        writer.WriteNumber("images", images.Blocks.Count);
        writer.WriteNumber("images_left_out", images.LeftOut);
        if (report.Hint is { } hint)
        {
            writer.WriteString("hint", hint);
        }

        report.Files.Write(writer);
        if (rest?.Value is { } valueFile)
        {
            writer.WriteString("result_file", valueFile);
        }

        if (rest?.Output is { } outputFile)
        {
            writer.WriteString("output_file", outputFile);
        }

        report.WriteMore(writer);
    }

    private void WriteValue(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("result");
        if (report.Value is { } whole && !value.WasCut)
        {
            whole.WriteTo(writer);
        }
        else if (report.Value is null && report.Repr is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }

    private void WriteError(Utf8JsonWriter writer)
    {
        if (report.Error is not { } error)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("error_type", error.Type.ToName());
        writer.WriteString("message", message.Text);
        if (error.Traceback is not null)
        {
            writer.WriteString("traceback", traceback.Text);
        }

        writer.WriteEndObject();
    }

    /// <summary>The answer in words: a model reads lines as lines, and what is empty is not told.</summary>
    private string Tell(RestFiles? rest)
    {
        var parts = new List<string>();
        if (report.Error is { } error)
        {
            parts.Add($"Failed: {error.Type.ToName()}: {message.Text}");
            parts.AddRange(error.Traceback is null ? [] : [traceback.Text.TrimEnd('\n')]);
        }

        if (report.Value is not null || report.Repr is not null)
        {
            parts.Add($"Result: {repr.Text}");
        }

        parts.AddRange(report.Output.Size == 0 ? [] : [$"Output:\n{output.Text.TrimEnd('\n')}"]);
        parts.AddRange(representations.Tell());
        parts.AddRange(report.Files.Tell());
        parts.AddRange(parts.Count == 0 && images.Blocks.Count == 0 ? ["Done, without a result and without output."] : []);
        parts.AddRange(report.Hint is { } hint ? [hint] : []);
        parts.AddRange(TellLeftOut(rest));
        return string.Join("\n", parts);
    }

    private List<string> TellLeftOut(RestFiles? rest)
    {
        var parts = new List<string>();
        parts.AddRange(images.LeftOut == 0 ? [] : [$"{images.LeftOut} images are left out: too many, too large, or no images."]);
        parts.AddRange(rest?.Output is null ? [] : [$"All of the output is in {rest.Output} of the session: read it with session_read_file, or with open() in a cell."]);
        parts.AddRange(rest?.Value is null ? [] : [$"All of the result is in {rest.Value} of the session."]);
        parts.AddRange(rest is not null || !(output.WasCut || value.WasCut) ? [] : ["What is left out is not kept: print less, or run the code in a session, which keeps it."]);
        return parts;
    }
}
