using System.Reflection;
using Capsule.Files;
using Capsule.Mcp.Connections;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Capsule.Mcp;

/// <summary>Serves sandboxed Python to clients of the Model Context Protocol (docs/reference/mcp.md).</summary>
public static class CapsuleMcpServer
{
    /// <summary>Serves one client until its input ends.</summary>
    /// <param name="runtime">Runs the code.</param>
    /// <param name="input">What the client sends.</param>
    /// <param name="output">What it gets: the protocol, and nothing else.</param>
    /// <param name="options">What it may do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it cannot serve, or null.</returns>
    public static async Task<Failure?> ServeAsync(
        CapsuleRuntime runtime, Stream input, Stream output, McpOptions options, CancellationToken cancellationToken = default)
    {
        if (Refuse(runtime, options) is { } refusal)
        {
            return refusal;
        }

        if (!FindProject(options.Project).TryGet(out var project, out var failure))
        {
            return failure;
        }

        if (!(await ConnectedServers.ConnectAsync(options, cancellationToken).ConfigureAwait(false)).TryGet(out var connected, out failure))
        {
            return failure;
        }

        await using var disconnecting = connected.ConfigureAwait(false);
        return await ServeAsync(runtime, input, output, options, project.Request, connected, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Failure?> ServeAsync(
        CapsuleRuntime runtime, Stream input, Stream output, McpOptions options, ProgramRequest? project, ConnectedServers connected,
        CancellationToken cancellationToken)
    {
        // Without servers, code has the functions of the runtime, whoever made it.
        var functions = options.Connections.Count == 0 ? null : connected.Tools;
        var descriptions = new ToolDescriptions(runtime, options, connected.Tools);
        var sessions = new SessionTools(runtime, options, descriptions, functions);
        await using var disposal = sessions.ConfigureAwait(false);
        var files = new FileResources { FindSession = sessions.Find };
        var tools = new RunTools(runtime, options, descriptions, files, functions, project).All().Concat(sessions.All())
            .Concat(new DiscoveryTools(connected.Tools, options.MaxAnswerLength).All())
            .Concat(new OverlayTools(options.Mounts, runtime.StatePath, options.MaxAnswerLength).All())
            .ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        var resources = new ServerResources(files, options.Traces is { } traces ? new RunResources(traces) : null);
        return await ServeAsync(input, output, ServerOptions(descriptions.Server, tools, resources), connected.Approval, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Failure?> ServeAsync(
        Stream input, Stream output, McpServerOptions options, ToolApproval approval, CancellationToken cancellationToken)
    {
        var messages = new BoundedMessages(input);
        await using var ended = messages.ConfigureAwait(false);
        var answers = new WholeMessages(output);
        await using var written = answers.ConfigureAwait(false);
        var transport = new StreamServerTransport(messages, answers, "capsule");
        await using var closing = transport.ConfigureAwait(false);
        var server = McpServer.Create(transport, options);
        await using var ending = server.ConfigureAwait(false);
        approval.Server = server;
        await server.RunAsync(cancellationToken).ConfigureAwait(false);
        return messages.WasExceeded
            ? Failure.Config($"the client sent a message of more than {BoundedMessages.MaxBytes >> 20} MiB, which is the most that capsule mcp reads")
            : null;
    }

    /// <summary>What is wrong with the options, told before a model finds out; or null.</summary>
    private static Failure? Refuse(CapsuleRuntime runtime, McpOptions options) => options.MaxAnswerLength < AnswerBudget.Least
        ? Failure.Config($"an answer of {options.MaxAnswerLength} characters has no room for what it says; {AnswerBudget.Least} are the least")
        : runtime.Check(new SessionOptions { Policy = options.Policy, Mounts = options.Mounts });

    private static McpServerOptions ServerOptions(string instructions, Dictionary<string, McpTool> tools, ServerResources resources) => new()
    {
        ServerInfo = new Implementation
        {
            Name = "capsule",
            Version = typeof(CapsuleMcpServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
        },
        ServerInstructions = instructions,
        Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability(),
            Resources = new ResourcesCapability(),
        },
        Handlers = Handlers(tools, resources),
    };

    private static McpServerHandlers Handlers(Dictionary<string, McpTool> tools, ServerResources resources) => new()
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

    private static Outcome<(ProgramRequest? Request, bool IsThere)> FindProject(string? folder)
    {
        if (folder is null)
        {
            return (null, false);
        }

        var file = ProjectFileReader.PathIn(Path.GetFullPath(folder));
        if (!File.Exists(file))
        {
            return Failure.Config($"--project {folder}: there is no {ProjectFile.FileName} in it");
        }

        if (!ProjectFileReader.Read(file).TryGet(out var project, out var failure))
        {
            return failure;
        }

        var entry = Path.Combine(Path.GetFullPath(folder), project.Entrypoint ?? "main.py");
        if (!RealPath.IsIn(Path.GetFullPath(entry), Path.GetFullPath(folder)))
        {
            return Failure.Config($"--project {folder}: the entrypoint '{project.Entrypoint}' is not in the project's folder");
        }

        return File.Exists(entry)
            ? (new ProgramRequest(entry, project), true)
            : Failure.Config($"--project {folder}: there is no {entry}; say 'entrypoint' in {ProjectFile.FileName}");
    }
}
