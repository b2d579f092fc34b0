using System.Text.Json;

namespace Capsule;

/// <summary>Represents the answer to a call of a task (docs/reference/envelope.md).</summary>
public sealed record Envelope
{
    /// <summary>Gets whether the task returned.</summary>
    public bool Success => Error is null;

    /// <summary>Gets what it returned; JSON's null when it failed.</summary>
    public JsonElement Result { get; init; } = NullResult;

    /// <summary>Gets why it failed; null when it returned.</summary>
    public Failure? Error { get; init; }

    /// <summary>Gets what running it took.</summary>
    public required ExecutionInfo Execution { get; init; }

    /// <summary>Gets the id of the run in the journal; null when it was not journaled.</summary>
    public string? RunId { get; init; }

    private static JsonElement NullResult { get; } = JsonDocument.Parse("null").RootElement;
}
