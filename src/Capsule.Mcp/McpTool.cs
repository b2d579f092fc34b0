using System.Text.Json;
using Capsule.Options;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>One tool of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for a model.</param>
/// <param name="Input">The JSON schema of its arguments.</param>
/// <param name="Output">The JSON schema of its structured content.</param>
/// <param name="CallAsync">Does it.</param>
internal sealed record McpTool(
    string Name, string Description, string Input, string Output, Func<McpCall, CancellationToken, Task<CallToolResult>> CallAsync)
{
    /// <summary>Gets what clients call it.</summary>
    internal required string Title { get; init; }

    /// <summary>Gets what it does to its surroundings.</summary>
    internal required ToolEffects Effects { get; init; }

    /// <summary>The names of its arguments.</summary>
    internal IReadOnlyList<string> Arguments { get; } = JsonElement.Parse(Input).TryGetProperty("properties", out var properties)
        ? [.. properties.EnumerateObject().Select(property => property.Name)]
        : [];

    /// <summary>What is wrong where an argument has a name that is none; or null.</summary>
    internal string? WhyUnknown(IEnumerable<string> names) => names.FirstOrDefault(name => !Arguments.Contains(name)) is not { } unknown ? null
        : $"{Name} has no argument '{(unknown.Length <= 100 ? unknown : unknown[..100] + "…")}'{Suggestion.For(unknown, Arguments)}"
            + (Arguments.Count == 0 ? "; it takes none" : $"; it takes {string.Join(", ", Arguments)}");

    /// <summary>As the protocol describes it.</summary>
    internal Tool ToProtocol() => new()
    {
        Name = Name,
        Title = Title,
        Description = Description,
        InputSchema = JsonElement.Parse(Input),
        OutputSchema = JsonElement.Parse(Output),
        Annotations = Effects.ToProtocol(Title),
    };
}
