using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp.Connections;

/// <summary>A tool of another server as a function that code calls: its result stays in the sandbox, as JSON and not as content for a model.</summary>
/// <param name="tool">The tool.</param>
/// <param name="server">What messages call its server.</param>
internal sealed class ConnectedFunction(McpClientTool tool, string server) : AIFunction
{
    /// <summary>How long an error of the server may be told.</summary>
    private const int MaxError = 4_000;

    public override string Name => tool.Name;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => tool.JsonSchema;

    public override JsonElement? ReturnJsonSchema => tool.ReturnJsonSchema;

    /// <summary>Whether its server says that it changes nothing.</summary>
    internal bool IsReadOnly => tool.ProtocolTool.Annotations?.ReadOnlyHint == true;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            var given = arguments.ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal);
            var result = await tool.CallAsync(given, cancellationToken: cancellationToken).ConfigureAwait(false);
            return result.IsError == true ? throw new ToolException(Excerpt.Of(TextOf(result), MaxError).Text) : ToJson(result);
        }
        catch (McpException e)
        {
            throw new ToolException($"the server '{server}' refused the call: {Excerpt.Of(e.Message, MaxError).Text}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            throw new ToolException($"the server '{server}' does not answer");
        }
    }

    private static string TextOf(CallToolResult result) =>
        string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text)) is { Length: > 0 } text ? text : "the tool failed without a message";

    /// <summary>Structured content as it is; else the content: one text as a string, one other thing as it is, and several as a list.</summary>
    private static JsonElement ToJson(CallToolResult result)
    {
        if (result.StructuredContent is { } content)
        {
            return content;
        }

        JsonElement[] blocks = [.. result.Content.Select(ToJson)];
        return blocks.Length == 1 ? blocks[0] : JsonSerializer.SerializeToElement(blocks, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonElement[])));
    }

    private static JsonElement ToJson(ContentBlock block) => block is TextContentBlock { Text: var text }
        ? JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"")
        : JsonSerializer.SerializeToElement(block, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ContentBlock)));
}
