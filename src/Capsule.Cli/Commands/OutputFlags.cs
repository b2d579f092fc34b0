using System.CommandLine;
using Capsule.Cli.Display;

namespace Capsule.Cli.Commands;

/// <summary>How commands that run something report.</summary>
internal sealed class OutputFlags(Terminal terminal)
{
    private readonly Option<bool> json = new("--json")
    {
        Description = "Print the envelope as JSON, with error, time, compute and memory; what tasks print goes to stderr.",
    };

    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Tell the life of each task on stderr as it happens.",
    };

    internal void AddTo(Command command)
    {
        command.Add(json);
        command.Add(verbose);
    }

    internal bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    internal bool IsVerbose(ParseResult parsed) => parsed.GetValue(verbose);

    /// <summary>Receives what the run does.</summary>
    internal RunDisplay Display(ParseResult parsed) => new(terminal, IsJson(parsed), IsVerbose(parsed));

    /// <summary>Prints the envelope, or just its result; gives the exit code.</summary>
    internal int Report(ParseResult parsed, Envelope envelope)
    {
        if (terminal.OutputFailure is not null)
        {
            return ExitCodes.BrokenPipe; // the process ends with why
        }

        if (IsJson(parsed))
        {
            EnvelopePrinter.PrintJson(terminal, envelope);
        }
        else
        {
            EnvelopePrinter.PrintResult(terminal, envelope);
        }

        return ExitCodes.Of(envelope);
    }
}
