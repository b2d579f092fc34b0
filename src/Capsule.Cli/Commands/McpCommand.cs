using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Cli.Traces;
using Capsule.Errors;
using Capsule.Mcp;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule mcp</c>: serves clients of the Model Context Protocol over standard input and output.</summary>
internal sealed class McpCommand(Terminal terminal)
{
    private readonly Option<string?> project = new("--project")
    {
        Description = "A folder with capsule.toml: its tasks can be run, with what they declare.",
        HelpName = "FOLDER",
    };

    private readonly GrantFlags grants = new();
    private readonly Option<string?> maxCompute = Cap("--max-compute", "Compute for a call at the most: LOW, MEDIUM, HIGH, or units.", "LEVEL");
    private readonly Option<string?> maxRam = Cap("--max-ram", "Memory for a call at the most; 1GB by default.", "SIZE");
    private readonly Option<string?> maxTimeout = Cap("--max-timeout", "Time for a call at the most; 5m by default.", "TIME");

    private readonly Option<int> maxSessions = new("--max-sessions")
    {
        Description = "How many sessions may be there at once.",
        HelpName = "N",
        DefaultValueFactory = _ => new McpOptions().MaxSessions,
    };

    internal static Command Create(Terminal terminal) => new McpCommand(terminal).ToCommand();

    private static Option<string?> Cap(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    private Command ToCommand()
    {
        var command = new Command(
            "mcp",
            """
            Serves clients of the Model Context Protocol over stdin and stdout: Python in sandboxes, for language models.

            Code has no network, no files and no variables of this machine but those that the flags grant.
            docs/MCP.md lists the tools, and how clients are configured.

              capsule mcp --mount ./data --max-timeout 1m
            """);
        command.Add(project);
        grants.AddTo(command);
        foreach (var option in (Option[])[maxCompute, maxRam, maxTimeout, maxSessions])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!Read(parsed).TryGet(out var options, out var failure))
        {
            return Refuse(failure);
        }

        var journal = new JournalSession(PlanOf(options.Project), terminal);
        await using var closing = journal.ConfigureAwait(false);
        using var output = StandardOutput.Open();
        var served = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime => await ServeAsync(runtime, journal, output, options, cancellation).ConfigureAwait(false) is { } problem
                ? problem
                : "",
            cancellation,
            staysOn: true).ConfigureAwait(false);
        return !served.TryGet(out _, out failure) ? Refuse(failure)
            : cancellation.IsCancellationRequested ? ExitCodes.Interrupted
            : ExitCodes.Success;
    }

    private static async Task<Failure?> ServeAsync(
        CapsuleRuntime runtime, JournalSession journal, Stream output, McpOptions options, CancellationToken cancellation)
    {
        if (!(await journal.ReadyAsync().ConfigureAwait(false)).TryGet(out var journaling, out var failure))
        {
            return failure;
        }

        var journaled = options with
        {
            Journaling = journaling,
            Traces = journaling is null ? null : new RunTraces(journaling.Journal),
        };
        return await CapsuleMcpServer.ServeAsync(runtime, Console.OpenStandardInput(), output, journaled, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>How the project's tasks are journaled; null for not at all. What is wrong with the project, the server tells.</summary>
    private static JournalPlan? PlanOf(string? folder)
    {
        if (folder is null
            || !ProjectFileReader.Read(ProjectFileReader.PathIn(Path.GetFullPath(folder))).TryGet(out var project, out _)
            || !project.HasJournal)
        {
            return null;
        }

        return new JournalPlan
        {
            Project = new ProjectJournal(Path.GetFullPath(folder)),
            Program = project.Entrypoint ?? "main.py",
        };
    }

    private int Refuse(Failure failure)
    {
        terminal.WriteError(failure);
        return ExitCodes.Of(failure);
    }

    private Outcome<McpOptions> Read(ParseResult parsed)
    {
        var (options, caps) = (new McpOptions(), TaskPolicy.Default);
        if (!grants.Read(parsed, options.Policy).TryGet(out var granted, out var failure)
            || !Apply(caps, "compute", "--max-compute", Text(parsed, maxCompute)).TryGet(out caps, out failure)
            || !Apply(caps, "ram", "--max-ram", Text(parsed, maxRam)).TryGet(out caps, out failure)
            || !Apply(caps, "timeout", "--max-timeout", Text(parsed, maxTimeout)).TryGet(out caps, out failure))
        {
            return failure!;
        }

        return options with
        {
            Project = parsed.GetValue(project),
            Mounts = granted.Mounts,
            Policy = granted.Policy,
            Caps = options.Caps with
            {
                Compute = parsed.GetValue(maxCompute) is null ? null : caps.Compute,
                Ram = parsed.GetValue(maxRam) is null ? options.Caps.Ram : caps.Ram,
                Timeout = caps.Timeout ?? options.Caps.Timeout,
            },
            MaxSessions = parsed.GetValue(maxSessions),
        };
    }

    private static OptionValue Text(ParseResult parsed, Option<string?> flag) => parsed.GetValue(flag) is not { } text
        ? new OptionValue.None()
        : long.TryParse(text, out var number) ? new OptionValue.Integer(number) : new OptionValue.Text(text);

    private static Outcome<TaskPolicy> Apply(TaskPolicy policy, string option, string flag, OptionValue value) =>
        value is OptionValue.None ? policy
        : PolicyOption.Find(option)!.Apply(policy, value) is { } changed ? changed
        : Failure.Config($"{flag} {value.Show()} is not valid; use {PolicyOption.Find(option)!.Forms}");
}
