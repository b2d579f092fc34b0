using System.Collections.Concurrent;
using Capsule.Runtime;
using Capsule.Runtime.Tools;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace Capsule.Mcp.Connections;

/// <summary>Other MCP servers, connected as long as this one serves, and their tools as functions for code.</summary>
internal sealed class ConnectedServers : IAsyncDisposable
{
    /// <summary>How long a server may take to start: npx may have to fetch it first.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    /// <summary>How long a call may take, and the approval before it. The code that calls has a limit of its own.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromMinutes(10);

    /// <summary>Threat: a server that lists tools without end.</summary>
    private const int MaxTools = 2_000;

    private const int MaxErrorLines = 5;
    private readonly List<McpClient> clients = [];

    private ConnectedServers(ToolApproval approval) => Approval = approval;

    /// <summary>The functions.</summary>
    internal ToolCollection Tools { get; } = [];

    /// <summary>What asks before some of them are called.</summary>
    internal ToolApproval Approval { get; }

    /// <summary>Connects to servers.</summary>
    /// <param name="options">The servers, and which of their tools need no approval.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<Outcome<ConnectedServers>> ConnectAsync(McpOptions options, CancellationToken cancellationToken)
    {
        var connected = new ConnectedServers(new ToolApproval(options.AllowedTools));
        foreach (var connection in options.Connections)
        {
            if (await connected.AddAsync(connection, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                await connected.DisposeAsync().ConfigureAwait(false);
                return failure;
            }
        }

        return connected;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<Failure?> AddAsync(McpConnection connection, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(StartTime);
        var errors = new ConcurrentQueue<string>();
        try
        {
            var client = await McpClient.CreateAsync(
                TransportOf(connection, errors), new McpClientOptions { InitializationTimeout = StartTime }, cancellationToken: limited.Token).ConfigureAwait(false);
            clients.Add(client);
            var name = connection.Name ?? ToolNames.ToName(client.ServerInfo?.Name ?? "server");
            var tools = await client.ListToolsAsync(cancellationToken: limited.Token).ConfigureAwait(false);
            return tools.Count > MaxTools
                ? Failure.Config($"the server '{connection.Shown}' has {tools.Count} tools, and {MaxTools} are the most")
                : tools.Select(tool => Add(name, tool)).FirstOrDefault(failure => failure is not null);
        }
        catch (Exception e) when (e is McpException or IOException or HttpRequestException or InvalidOperationException or TimeoutException
            or System.ComponentModel.Win32Exception || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var said = errors.IsEmpty ? "" : $"; it says: {string.Join(" / ", errors)}";
            return Failure.Config($"--connect: cannot connect to the server '{connection.Shown}': {e.Message}{said}");
        }
    }

    private Failure? Add(string server, McpClientTool tool)
    {
        var function = new ConnectedFunction(tool, server);
        var name = ToolNames.ToName($"{server}_{tool.Name}");
        if (!ToolNames.IsValid(name) || Tools.Any(other => other.Name == name))
        {
            return Failure.Config($"--connect: two tools would have the name '{name}' in code, or it is none; give the servers other names, as in NAME=COMMAND");
        }

        Tools.Add(new HostTool(function)
        {
            Name = name,
            Timeout = CallTime,
            Approval = function.IsReadOnly || Approval.Allows(name) ? null : Approval.AskAsync,
        });
        return null;
    }

    private static IClientTransport TransportOf(McpConnection connection, ConcurrentQueue<string> errors) => connection.Endpoint is { } url
        ? new HttpClientTransport(new HttpClientTransportOptions { Endpoint = url, Name = connection.Shown })
        : new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = connection.Command[0],
            Arguments = [.. connection.Command.Skip(1)],
            Name = connection.Shown,
            StandardErrorLines = line =>
            {
                errors.Enqueue(line);
                while (errors.Count > MaxErrorLines)
                {
                    errors.TryDequeue(out _);
                }
            },
        });
}
