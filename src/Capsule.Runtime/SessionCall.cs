
namespace Capsule.Runtime;

/// <summary>Says what is special about one call of a session.</summary>
public sealed record SessionCall
{
    /// <summary>A call like any other.</summary>
    public static readonly SessionCall Default = new();

    /// <summary>Gets the compute of this call; null for the policy's.</summary>
    public Compute? Compute { get; init; }

    /// <summary>Gets the time of this call; null for the policy's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the receiver of what the call prints and displays, at once and in order, on the session's thread; null for none.</summary>
    public Action<SessionOutput>? OnOutput { get; init; }

    /// <summary>Who calls the session's functions for this call (<see cref="ToolCall.Client"/>); null for nobody.</summary>
    internal object? Client { get; init; }

    /// <summary>What tracebacks call the source, or null for the cell's number.</summary>
    internal string? Name { get; init; }

    /// <summary>What the source finds as <c>args</c>, or null where it finds none.</summary>
    internal System.Text.Json.JsonElement? Arguments { get; init; }
}
