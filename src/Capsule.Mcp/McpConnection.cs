using Capsule.Mcp.Connections;
using Capsule.Runtime.Tools;

namespace Capsule.Mcp;

/// <summary>Another MCP server, whose tools code may call as functions: a command to start, or the URL of one that runs.</summary>
public sealed record McpConnection
{
    /// <summary>The forms of <see cref="Parse"/>.</summary>
    public const string Forms = "[NAME=]COMMAND ARG… or [NAME=]URL, such as 'files=npx -y @modelcontextprotocol/server-filesystem .' or https://example.com/mcp";

    /// <summary>Gets what the names of its tools begin with in Python, before a <c>_</c>; null for what the server calls itself.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the command and its arguments; empty where there is an <see cref="Endpoint"/>.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Gets the URL of a server that runs, over HTTP; null where there is a <see cref="Command"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets what messages call it: without what may be a secret, a login or a query.</summary>
    internal string Shown => Name ?? (Endpoint is { } url ? $"{url.Scheme}://{url.Authority}{url.AbsolutePath}" : Command[0]);

    /// <summary>Reads a connection as the command line writes it: words are split as a shell does, with quotes and backslashes, and without variables.</summary>
    /// <param name="text">One of <see cref="Forms"/>.</param>
    public static Outcome<McpConnection> Parse(string text)
    {
        var (name, rest) = (default(string), text.Trim());
        var equals = rest.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && ToolNames.IsValid(rest[..equals]))
        {
            (name, rest) = (rest[..equals], rest[(equals + 1)..].Trim());
        }

        if (Uri.TryCreate(rest, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return new McpConnection { Name = name, Endpoint = url };
        }

        return CommandWords.Split(rest) is { Count: > 0 } words
            ? new McpConnection { Name = name, Command = words }
            : Failure.Config($"the connection '{text}' is not valid; use {Forms}");
    }
}
