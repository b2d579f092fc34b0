using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tools that run something once: code of the client, or a task of the operator's project.</summary>
internal sealed class RunTools(CapsuleRuntime runtime, McpOptions options, ToolDescriptions descriptions, FileResources files, ToolCollection? functions,
    ProgramRequest? project)
{
    internal IEnumerable<McpTool> All()
    {
        yield return new McpTool(
            "execute_python", descriptions.Execute, McpSchemas.Execute, McpSchemas.Code,
            (call, cancellationToken) => ExecuteAsync(GuestLanguage.Python, call, cancellationToken))
        {
            Title = "Run Python",
            Effects = ToolEffects.OfCode(options, keepsState: false),
        };
        yield return new McpTool(
            "execute_typescript", descriptions.ExecuteTypeScript, McpSchemas.ExecuteTypeScript, McpSchemas.Code,
            (call, cancellationToken) => ExecuteAsync(GuestLanguage.JavaScript, call, cancellationToken))
        {
            Title = "Run TypeScript",
            Effects = ToolEffects.OfCode(options, keepsState: false),
        };
        if (project is null)
        {
            yield break;
        }

        yield return new McpTool(
            "list_tasks", "Lists the tasks of the project.", McpSchemas.Nothing, McpSchemas.Tasks, ListAsync)
        {
            Title = "List the project's tasks",
            Effects = ToolEffects.Reads,
        };
        yield return new McpTool(
            "run_task", "Runs a task of the project, in a sandbox of its own, with what it declares.", McpSchemas.RunTask, McpSchemas.Run, RunTaskAsync)
        {
            Title = "Run a task of the project",
            Effects = ToolEffects.Anything,
        };
    }

    /// <summary>A session of one cell: so code displays values as it does there.</summary>
    private async Task<CallToolResult> ExecuteAsync(GuestLanguage language, McpCall call, CancellationToken cancellationToken)
    {
        var code = call.Text("code");
        var wanted = CodeOptions.Of(language, options, call, functions);
        var created = await runtime.TryCreateSessionAsync(wanted, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!created.TryGet(out var session, out var failure))
        {
            return McpAnswer.Of(failure);
        }

        await using var ending = session.ConfigureAwait(false);
        var progress = new CellProgress(call, cancellationToken);
        await using (progress.ConfigureAwait(false))
        {
            var output = new PrintedText();
            var cell = new SessionCall { OnOutput = progress.And(output), Name = "<code>", Arguments = call.Find("args") ?? JsonElement.Parse("null") };
            var result = await session.RunAsync(code, cell, cancellationToken).ConfigureAwait(false);
            var report = CodeReport.Of(
                MissingPackage.Explain(result, options), output, await files.OfCodeAsync(session, result).ConfigureAwait(false), ofSession: false);
            return await CodeAnswer.OfAsync(report, options.MaxAnswerLength).ConfigureAwait(false);
        }
    }

    private async Task<CallToolResult> ListAsync(McpCall call, CancellationToken cancellationToken)
    {
        var loaded = await runtime.LoadAsync(project!, OptionsOf(project!.Project), cancellationToken).ConfigureAwait(false);
        return !loaded.TryGet(out var program, out var failure) ? McpAnswer.Of(failure) : McpAnswer.Of(isError: false, writer =>
        {
            writer.WriteStartArray("tasks");
            foreach (var task in program.Manifest.Tasks)
            {
                writer.WriteStartObject();
                writer.WriteString("name", task.Name);
                writer.WriteString("function", task.Function);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private Task<CallToolResult> RunTaskAsync(McpCall call, CancellationToken cancellationToken)
    {
        var wanted = new TaskCall
        {
            Task = call.Text("task"),
            Args = [.. call.Optional("args", JsonValueKind.Array)?.EnumerateArray() ?? default],
            Kwargs = call.Optional("kwargs", JsonValueKind.Object) is { } named
                ? named.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
                : [],
        };
        var run = OptionsOf(project!.Project);
        run = run with { Journaling = options.Journaling, Overrides = CallLimits.Read(call, run.Caps) };
        return RunAsync(project.EntryFile, wanted, run, call, cancellationToken);
    }

    private RunOptions OptionsOf(ProjectFile file) => new()
    {
        Defaults = file.Defaults,
        Caps = options.Caps.And(file.Caps),
        Mounts = options.Mounts,
        Reader = DenialReader.Model,
    };

    private async Task<CallToolResult> RunAsync(
        ProgramReference program, TaskCall wanted, RunOptions run, McpCall call, CancellationToken cancellationToken)
    {
        var output = new PrintedText();
        Envelope? envelope = null;
        await foreach (var happened in runtime.StreamAsync(program, wanted, run, cancellationToken).ConfigureAwait(false))
        {
            if (happened is TaskEvent.Output { Text: var text })
            {
                output.Add(text);
            }

            await call.ReportAsync(happened, cancellationToken).ConfigureAwait(false);
            envelope = happened is TaskEvent.RunEnded ended ? ended.Envelope : envelope;
        }

        return await CodeAnswer.OfAsync(CodeReport.Of(envelope!, output), options.MaxAnswerLength).ConfigureAwait(false);
    }
}
