using System.CommandLine;
using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Json;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule mcp config</c>: prints what a client's configuration needs.</summary>
internal static class McpConfigCommand
{
    private static readonly Dictionary<string, (string Section, string File)> Clients = new(StringComparer.Ordinal)
    {
        ["claude"] = ("mcpServers", ".mcp.json in a project for Claude Code, claude_desktop_config.json for Claude Desktop"),
        ["cursor"] = ("mcpServers", ".cursor/mcp.json in a project, or ~/.cursor/mcp.json"),
        ["vscode"] = ("servers", ".vscode/mcp.json in a project"),
    };

    internal static Command Create(SplitLine line, Terminal terminal)
    {
        var client = new Argument<string>("CLIENT") { Description = $"One of {string.Join(", ", Clients.Keys)}." };
        client.AcceptOnlyFromAmong([.. Clients.Keys]);
        var command = new Command(
            "config",
            """
            Prints what a client's configuration needs. What stands behind '--' becomes flags of 'capsule mcp'.

              capsule mcp config claude
              capsule mcp config vscode -- --mount ./data --with numpy
            """) { client };
        command.SetAction(parsed =>
        {
            var (section, file) = Clients[parsed.GetRequiredValue(client)];
            terminal.Data.Write([.. Write(section, ["mcp", .. line.Behind]), (byte)'\n']);
            terminal.Tell($"It belongs into {file}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static byte[] Write(string section, IEnumerable<string> arguments)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = PlainJsonEncoder.Instance }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(section);
            writer.WriteStartObject("capsule");
            if (section == "servers")
            {
                writer.WriteString("type", "stdio");
            }

            writer.WriteString("command", Program());
            writer.WriteStartArray("args");
            foreach (var argument in arguments)
            {
                writer.WriteStringValue(argument);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The name alone where a client finds it by PATH, which is shorter and stays right after an update.</summary>
    private static string Program()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, "capsule")));
        return found || Environment.ProcessPath is not { } path ? "capsule" : path;
    }
}
