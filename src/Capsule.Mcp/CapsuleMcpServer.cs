using Capsule.Files;
using Capsule.Mcp.Connections;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
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
        var tools = new McpToolset(runtime, options, connected.Tools, project);
        await using var disposal = tools.ConfigureAwait(false);
        var protocol = new McpServerOptions();
        tools.Configure(protocol);
        return await ServeAsync(input, output, protocol, connected.Approval, cancellationToken).ConfigureAwait(false);
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
