using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Packages;
using Capsule.Cli.Runs;
using Capsule.Cli.Traces;
using Capsule.Mcp;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Sessions;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule mcp</c>: serves clients of the Model Context Protocol over standard input and output.</summary>
internal sealed class McpCommand(Terminal terminal)
{
    private readonly Option<string?> project = new("--project")
    {
        Description = "A folder with capsule.toml: its tasks can be run, with what they declare.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> sitePackages = EntryOptions.SitePackagesOption("A folder with installed packages, or a virtual environment, that code and sessions import from.");
    private readonly ProgramPackageFlags packages = new(isForProgram: false);
    private readonly GrantFlags grants = new(terminal);
    private readonly (LimitOption Limit, Option<string?> Flag)[] caps =
    [
        .. PolicyOptions.Limits.Where(limit => limit.IsForCells).Select(limit => (limit, NamedValueFlag.Of(
            limit.CapName, $"The most {limit.Name} that a call may ask for{Default(limit)}.", limit.ValueName))),
    ];

    private readonly Option<int> maxSessions = CountFlag.Of(
        "--max-sessions", "How many sessions may be there at once.", new McpOptions().MaxSessions, SessionStore.MaxSessions);

    private readonly Option<string[]> connections = new("--connect")
    {
        Description = "Another MCP server, whose tools code may call as functions: a command, or a URL. May be given several times.",
        HelpName = "[NAME=]COMMAND|URL",
    };

    private readonly Option<string[]> allowedTools = new("--allow-tool")
    {
        Description = "A function of --connect that may change something and needs no approval, such as files_write_file, or files_*. May be given several times.",
        HelpName = "NAME",
    };

    private readonly Option<int> maxAnswer = new("--max-answer")
    {
        Description = "How many characters an answer may have, besides images; what is longer is told by its beginning and its end.",
        HelpName = "N",
        DefaultValueFactory = _ => new McpOptions().MaxAnswerLength,
    };

    internal static Command Create(SplitLine line, Terminal terminal) => new McpCommand(terminal).ToCommand(line);

    private static string Default(LimitOption limit)
    {
        var caps = new McpOptions().Caps.Limits;
        return limit.Write(caps) is OptionValue.None ? "" : $"; {limit.Format(caps.Override(TaskPolicy.Default))} by default";
    }

    private Command ToCommand(SplitLine line)
    {
        var command = new Command(
            "mcp",
            """
            Serves clients of the Model Context Protocol over stdin and stdout: Python in sandboxes, for language models.

            Code has no network, no files and no variables of this machine but those that the flags grant.
            docs/reference/mcp.md lists the tools, and how clients are configured.

              capsule mcp --mount ./data --max-timeout 1m
              capsule mcp --with numpy --with pandas
              capsule mcp --site-packages .venv
              capsule mcp --connect 'files=npx -y @modelcontextprotocol/server-filesystem .'
            """);
        command.Add(project);
        command.Add(sitePackages);
        packages.AddTo(command);
        grants.AddTo(command);
        foreach (var (_, flag) in caps)
        {
            command.Add(flag);
        }

        command.Add(maxSessions);
        command.Add(maxAnswer);
        command.Add(connections);
        command.Add(allowedTools);
        command.Add(McpConfigCommand.Create(line, terminal));
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!Read(parsed).TryGet(out var options, out var failure))
        {
            return Refuse(failure);
        }

        if (!Console.IsInputRedirected)
        {
            terminal.Tell($"This serves a client of the Model Context Protocol, which starts it by itself: 'capsule mcp config claude' prints what to tell it. Ctrl-C ends it.");
        }

        var journal = new JournalSession(PlanOf(options.Project), terminal);
        await using var closing = journal.ConfigureAwait(false);
        using var output = StandardOutput.Open();
        var served = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime => await ServeAsync(parsed, runtime, journal, output, options, cancellationToken).ConfigureAwait(false) is { } problem
                ? problem
                : "",
            cancellationToken,
            staysOn: true).ConfigureAwait(false);
        grants.Finish();
        return !served.TryGet(out _, out failure) ? Refuse(failure)
            : cancellationToken.IsCancellationRequested ? ExitCodes.Interrupted
            : ExitCodes.Success;
    }

    private async Task<Failure?> ServeAsync(
        ParseResult parsed, CapsuleRuntime runtime, JournalSession journal, Stream output, McpOptions options, CancellationToken cancellationToken)
    {
        if (!(await journal.ReadyAsync().ConfigureAwait(false)).TryGet(out var journaling, out var failure))
        {
            return failure;
        }

        if (!(await packages.FolderAsync(terminal, parsed, runtime, options.SitePackages, cancellationToken).ConfigureAwait(false))
            .TryGet(out var folder, out failure))
        {
            return failure;
        }

        var journaled = options with
        {
            SitePackages = folder,
            Packages = packages.With(parsed),
            Journaling = journaling,
            Traces = journaling is null ? null : new RunTraces(journaling.Store),
        };
        return await CapsuleMcpServer.ServeAsync(runtime, Console.OpenStandardInput(), output, journaled, cancellationToken)
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
        var options = new McpOptions();
        if (!ReadConnections(parsed).TryGet(out var connected, out var failure)
            || !ReadCaps(parsed, options.Caps.Limits).TryGet(out var limits, out failure)
            || !grants.Read(parsed, options.Policy).TryGet(out var granted, out failure))
        {
            return failure!;
        }

        return options with
        {
            Project = parsed.GetValue(project),
            SitePackages = parsed.GetValue(sitePackages),
            Mounts = granted.Mounts,
            Policy = granted.Policy,
            Caps = options.Caps with { Limits = limits },
            MaxSessions = parsed.GetValue(maxSessions),
            Connections = connected,
            AllowedTools = parsed.GetValue(allowedTools) ?? [],
            MaxAnswerLength = parsed.GetValue(maxAnswer),
        };
    }

    private Outcome<McpConnection[]> ReadConnections(ParseResult parsed)
    {
        var read = (parsed.GetValue(connections) ?? []).Select(McpConnection.Parse).ToArray();
        return Array.Find(read, connection => connection.Failure is not null).Failure is { } failure
            ? failure
            : read.Select(connection => connection.Value!).ToArray();
    }

    private Outcome<TaskLimits> ReadCaps(ParseResult parsed, TaskLimits limits)
    {
        foreach (var (limit, flag) in caps)
        {
            if (NamedValueFlag.Read(parsed, flag) is not { } value)
            {
                continue;
            }

            if (limit.Apply(limits, value) is not { } changed)
            {
                return NamedValueFlag.Invalid(parsed, flag, limit.Forms);
            }

            limits = changed;
        }

        return limits;
    }
}
