using System.Text.Json;
using Capsule.Runtime;

namespace Capsule.Mcp;

/// <summary>What came of code or of a task, before it is as short as an answer may be.</summary>
internal sealed record CodeReport
{
    /// <summary>Gets whether it succeeded.</summary>
    internal required bool Success { get; init; }

    /// <summary>Gets its value, where JSON has a form for it.</summary>
    internal JsonElement? Value { get; init; }

    /// <summary>Gets its value as Python shows it; null where there is none, or nobody knows.</summary>
    internal string? Repr { get; init; }

    /// <summary>Gets the representations of the value.</summary>
    internal MimeBundle Data { get; init; } = MimeBundle.Empty;

    /// <summary>Gets the representations of what was displayed.</summary>
    internal IReadOnlyList<MimeBundle> Displayed { get; init; } = [];

    /// <summary>Gets why it failed, or null.</summary>
    internal Failure? Error { get; init; }

    /// <summary>Gets what it printed.</summary>
    internal required PrintedText Output { get; init; }

    /// <summary>Gets what to do about code that shows nothing, or null.</summary>
    internal string? Hint { get; init; }

    /// <summary>Gets the files that it wrote.</summary>
    internal CodeFiles Files { get; init; } = CodeFiles.None;

    /// <summary>Gets what writes the members that only this kind of answer has.</summary>
    internal required Action<Utf8JsonWriter> WriteMore { get; init; }

    /// <summary>The value as JSON, or as a string of its repr where JSON has no form for it.</summary>
    internal string ValueText => Value is not { } value ? Repr ?? "null"
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    /// <summary>What a cell did.</summary>
    /// <param name="result">What it did.</param>
    /// <param name="output">What it printed.</param>
    /// <param name="files">What it wrote.</param>
    /// <param name="ofSession">Whether the session goes on.</param>
    internal static CodeReport Of(SessionResult result, PrintedText output, CodeFiles files, bool ofSession) => new()
    {
        Success = result.Success,
        Value = result.Value?.Json,
        Repr = result.Value?.Repr,
        Data = result.Value?.Data ?? MimeBundle.Empty,
        Displayed = [.. result.Output.OfType<SessionOutput.Display>().Select(shown => shown.Data)],
        Error = result.Failure,
        Hint = result.Hint,
        Output = output,
        Files = files,
        WriteMore = writer =>
        {
            if (ofSession)
            {
                writer.WriteBoolean("state_was_kept", result.IsStateKept);
            }

            writer.WriteStartObject("execution");
            writer.WriteNumber("duration_ms", Math.Round(result.Duration.TotalMilliseconds, 3));
            writer.WriteNumber("fuel_consumed", result.FuelConsumed);
            writer.WriteNumber("ram_used", result.RamUsed);
            writer.WriteEndObject();
        },
    };

    /// <summary>What a task did.</summary>
    /// <param name="envelope">What it did.</param>
    /// <param name="output">What it printed.</param>
    internal static CodeReport Of(Envelope envelope, PrintedText output) => new()
    {
        Success = envelope.Success,
        Value = envelope.Result is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value ? value : null,
        Error = envelope.Error,
        Output = output,
        WriteMore = writer =>
        {
            if (envelope.RunId is { } run)
            {
                writer.WriteString("run_id", run);
            }

            writer.WriteStartObject("execution");
            writer.WriteString("task_name", envelope.Execution.TaskName);
            writer.WriteNumber("duration_ms", Math.Round(envelope.Execution.DurationMs, 3));
            writer.WriteNumber("retries", envelope.Execution.Retries);
            writer.WriteNumber("fuel_consumed", envelope.Execution.FuelConsumed);
            writer.WriteNumber("ram_used", envelope.Execution.RamUsed);
            writer.WriteEndObject();
        },
    };
}
