using System.Text.Json;
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
    /// <summary>Whether it changes nothing.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>As the protocol describes it.</summary>
    internal Tool ToProtocol() => new()
    {
        Name = Name,
        Description = Description,
        InputSchema = JsonElement.Parse(Input),
        OutputSchema = JsonElement.Parse(Output),
        Annotations = new ToolAnnotations { ReadOnlyHint = IsReadOnly },
    };
}
