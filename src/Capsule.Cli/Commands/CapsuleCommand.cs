using System.CommandLine;
using System.CommandLine.Help;
using Capsule.Cli.Display;
using Capsule.Cli.Help;
using Capsule.Cli.Packages;

namespace Capsule.Cli.Commands;

/// <summary>The command <c>capsule</c>: what each word on the command line means.</summary>
internal static class CapsuleCommand
{
    /// <summary>Runs a command line; gives the exit code.</summary>
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var line = SplitLine.At(Shorthand.Expand(arguments));
        using var interrupt = new Interrupt(terminal);
        var parsed = Create(line, terminal, interrupt).Parse(line.Before, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var asksForHelp = Shorthand.AsksForRootHelp(line.Before);
        if (parsed.Errors.Count > 0 && !asksForHelp)
        {
            terminal.WriteError(DisplayText.Message(UsageError.Explain(parsed)));
            terminal.Tell($"See '{UsageError.NameOf(parsed)} --help'.");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
#pragma warning disable CA1031 // The process ends here: whatever happened, people get one line and an exit code.
        try
        {
            var code = asksForHelp ? RootHelp.Print(terminal) : await parsed.InvokeAsync(configuration, interrupt.Token).ConfigureAwait(false);
            return terminal.OutputFailure is { } lost ? ReportLostOutput(terminal, lost) : code;
        }
        catch (OperationCanceledException) when (terminal.OutputFailure is not null)
        {
            return ReportLostOutput(terminal, terminal.OutputFailure);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            terminal.WriteError($"interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (StandardOutput.IsFailure(e))
        {
            // Everything that is read or cached is dealt with where it is: what is left is standard output.
            return ReportLostOutput(terminal, e);
        }
        catch (Exception e)
        {
            terminal.WriteError($"internal_error: {e.GetType().Name}: {e.Message}");
            terminal.Tell(Environment.GetEnvironmentVariable("CAPSULE_DEBUG") is null
                ? DisplayText.Of($"This is a bug in Capsule. Set CAPSULE_DEBUG=1 to see where it happened.")
                : DisplayText.Block(e.ToString()));
            return ExitCodes.Internal;
        }
#pragma warning restore CA1031
    }

    /// <summary>Like other tools: in silence when nobody reads on, with a line for anything else.</summary>
    private static int ReportLostOutput(Terminal terminal, Exception failure)
    {
        if (StandardOutput.IsReaderGone(failure))
        {
            return ExitCodes.BrokenPipe;
        }

        terminal.WriteError($"the output cannot be written: {failure.Message}");
        return ExitCodes.Usage;
    }

    private static RootCommand Create(SplitLine line, Terminal terminal, Interrupt interrupt)
    {
        var root = new RootCommand("Runs code that you do not trust: each task in a sandbox of its own, with limits.");
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Aliases.Remove("/?");
            help.Aliases.Remove("/h");
            help.Aliases.Remove("-?");
        }

        root.Add(RunCommand.Create(line, terminal));
        root.Add(InitCommand.Create(terminal));
        root.Add(BuildCommand.Create(terminal));
        PackageCommands.AddTo(root, terminal);
        root.Add(ExecCommand.Create(line, terminal));
        root.Add(ResumeCommand.Create(terminal));
        root.Add(ReplayCommand.Create(terminal));
        root.Add(RunsCommand.Create(terminal));
        root.Add(PsCommand.Create(terminal));
        root.Add(TraceCommand.Create(terminal));
        root.Add(LogsCommand.Create(terminal));
        root.Add(SignalCommand.Create(terminal));
        root.Add(CancelCommand.Create(terminal));
        root.Add(WorkerCommand.Create(terminal));
        root.Add(McpCommand.Create(line, terminal));
        root.Add(ServeCommand.Create(terminal));
        root.Add(ReplCommand.Create(terminal, interrupt));
        root.Add(InspectCommand.Create(terminal));
        root.Add(OverlayCommand.Create(terminal));
        root.Add(CacheCommand.Create(terminal));
        root.Add(SetupCommand.Create(terminal));
        root.Add(DoctorCommand.Create(terminal));
        root.Add(CompletionCommand.Create(terminal));
        return root;
    }
}
