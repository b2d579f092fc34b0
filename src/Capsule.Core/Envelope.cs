using System.Text.Json;

namespace Capsule;

/// <summary>The answer to a call of a task (docs/reference/envelope.md).</summary>
public sealed record Envelope
{
    /// <summary>Whether the task returned.</summary>
    public bool Success => Error is null;

    /// <summary>What it returned; JSON's null when it failed.</summary>
    public JsonElement Result { get; init; } = NullResult;

    /// <summary>Why it failed, or null.</summary>
    public Failure? Error { get; init; }

    /// <summary>What running it took.</summary>
    public required ExecutionInfo Execution { get; init; }

    /// <summary>The run in the journal, or null when it was not journaled.</summary>
    public string? RunId { get; init; }

    private static JsonElement NullResult { get; } = JsonDocument.Parse("null").RootElement;
}
