using System.Reflection;
using Capsule.Mcp.Connections;
using Capsule.Runtime;
using Capsule.Runtime.Programs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Capsule.Mcp;

/// <summary>The tools and resources of one client, or of those who share their sessions, whatever they come over.</summary>
internal sealed class McpToolset : IAsyncDisposable
{
    private readonly SessionTools sessions;
    private readonly Dictionary<string, McpTool> tools;
    private readonly ServerResources resources;
    private readonly string instructions;

    /// <summary>Makes them.</summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="options">What it may do.</param>
    /// <param name="connected">Functions of other servers.</param>
    /// <param name="project">The project whose tasks can be run, or null for none.</param>
    internal McpToolset(CapsuleRuntime runtime, McpOptions options, ToolCollection connected, ProgramRequest? project)
    {
        // Without servers, code has the functions of the runtime, whoever made it.
        var functions = options.Connections.Count == 0 ? null : connected;
        var descriptions = new ToolDescriptions(runtime, options, connected);
        sessions = new SessionTools(runtime, options, descriptions, functions);
        var files = new FileResources(options.MaxKeptFileBytes) { FindSession = sessions.Find };
        tools = new RunTools(runtime, options, descriptions, files, functions, project).All().Concat(sessions.All())
            .Concat(new DiscoveryTools(connected, options.MaxAnswerLength).All())
            .Concat(new OverlayTools(options.Mounts, runtime.StatePath, options.MaxAnswerLength).All())
            .ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        resources = new ServerResources(files, options.Traces is { } traces ? new RunResources(traces) : null);
        instructions = descriptions.Server;
    }

    /// <summary>Has a server of the protocol answer with them.</summary>
    internal void Configure(McpServerOptions server)
    {
        server.ServerInfo = new Implementation
        {
            Name = "capsule",
            Version = typeof(McpToolset).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
        };
        server.ServerInstructions = instructions;
        server.Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability(),
            Resources = new ResourcesCapability(),
        };
        server.Handlers = Handlers();
    }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private McpServerHandlers Handlers() => new()
    {
        ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult
        {
            Tools = [.. tools.Values.Select(tool => tool.ToProtocol())],
        }),
        CallToolHandler = async (request, cancellationToken) => tools.TryGetValue(request.Params.Name, out var tool)
            ? await CallAsync(tool, request, cancellationToken).ConfigureAwait(false)
            : throw new McpProtocolException($"there is no tool '{request.Params.Name}'", McpErrorCode.InvalidParams),
        ListResourcesHandler = (_, cancellationToken) => resources.ListAsync(cancellationToken),
        ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(resources.Templates()),
        ReadResourceHandler = (request, cancellationToken) => resources.ReadAsync(request.Params.Uri, cancellationToken),
    };

    /// <summary>
    /// Arguments that make no sense are a result that says what to do: a model reads those, and many clients show it no errors of the protocol.
    /// </summary>
    private static async Task<CallToolResult> CallAsync(
        McpTool tool, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        try
        {
            return tool.WhyUnknown(request.Params.Arguments?.Keys ?? []) is { } problem
                ? McpAnswer.Of(Failure.Config(problem))
                : await tool.CallAsync(new McpCall(request), cancellationToken).ConfigureAwait(false);
        }
        catch (McpProtocolException e) when (e.ErrorCode == McpErrorCode.InvalidParams)
        {
            var isAboutArgument = e.Message.StartsWith("the argument", StringComparison.Ordinal);
            return McpAnswer.Of(Failure.Config(isAboutArgument ? $"{e.Message}; {tool.Name} takes {string.Join(", ", tool.Arguments)}" : e.Message));
        }
    }
}
