using System.Text.Json;

namespace Capsule.Runtime;

/// <summary>A call of a tool by sandboxed code.</summary>
/// <param name="Id">
/// The call's identity. In a durable run it is the same when the call is made again after a crash, so that a function with
/// effects can tell what it did already.
/// </param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Task">The task that calls.</param>
/// <param name="Arguments">The arguments by name, checked against the function's schema: still what a stranger chose.</param>
public sealed record ToolCall(string Id, string Tool, TaskReference Task, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    /// <summary>Where functions find the call in the context of their arguments.</summary>
    public const string ContextKey = "capsule.call";

    /// <summary>Who started what the call is made in, where a function asks it: a client of the worker. Null for nobody.</summary>
    internal object? Client { get; init; }
}
