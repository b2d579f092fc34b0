using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Capsule.Cli.Tests.Support;

/// <summary>Talks to the real <c>capsule mcp</c> with the client of the protocol's own SDK.</summary>
internal static class McpConversation
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static Task<McpClient> StartAsync(params string[] flags) => StartAsync(new McpClientOptions(), flags);

    internal static async Task<McpClient> StartAsync(McpClientOptions options, params string[] flags) => await McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = CliProcess.Path,
            Arguments = ["mcp", .. flags],
            EnvironmentVariables = new Dictionary<string, string?> { ["CAPSULE_CACHE"] = Checkout.Cache },
        }),
        new McpClientOptions { InitializationTimeout = Patience.Time, Handlers = options.Handlers, ProtocolVersion = options.ProtocolVersion },
        cancellationToken: Cancellation);

    internal static Task<CallToolResult> CallAsync(this McpClient client, string tool, Dictionary<string, object?> arguments) =>
        client.CallToolAsync(tool, arguments, cancellationToken: Cancellation).AsTask();

    internal static Task<CallToolResult> CallAsync(
        this McpClient client,
        string tool,
        Dictionary<string, object?> arguments,
        Action<ProgressNotificationValue> hear,
        CancellationToken cancellationToken) =>
        client.CallToolAsync(tool, arguments, new Reporter(hear), cancellationToken: cancellationToken).AsTask();

    internal static async Task<string> NewSessionAsync(this McpClient client) =>
        (await client.CallAsync("session_create", [])).Member("session").GetString()!;

    internal static JsonElement Member(this CallToolResult result, string name) => result.StructuredContent!.Value.GetProperty(name);

    private sealed class Reporter(Action<ProgressNotificationValue> hear) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => hear(value);
    }
}
