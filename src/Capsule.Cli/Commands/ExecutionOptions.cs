using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Envelopes;
using Capsule.Policies;
using Capsule.Programs;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>What all commands that run a program take: arguments, limits, and how to report.</summary>
internal sealed class ExecutionOptions
{
    private readonly Argument<string[]> words = new("ARGS")
    {
        Description = "Arguments for the task, as strings. Those that start with a dash go behind --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print the envelope as JSON, with error, time, compute and memory; what tasks print goes to stderr.",
    };

    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Tell the life of each task on stderr as it happens.",
    };

    private readonly Option<string[]> mounts = new("--mount")
    {
        Description = "A folder for all tasks of the run, read-only unless it ends with :rw. May be given several times.",
        HelpName = "HOST[::GUEST][:ro|:rw]",
    };

    private readonly LimitOptions limits = new();
    private readonly RunLimitFlags runLimits = new();
    private readonly ArgumentOptions arguments = new();
    private readonly SplitLine line;
    private readonly Terminal terminal;

    internal ExecutionOptions(SplitLine line, Terminal terminal)
    {
        this.line = line;
        this.terminal = terminal;
        words.Validators.Add(Flags.Refuse);
    }

    /// <summary>Adds arguments and flags; the command's own arguments come first.</summary>
    internal void AddTo(Command command)
    {
        command.Add(words);
        command.Add(json);
        command.Add(verbose);
        command.Add(mounts);
        arguments.AddTo(command);
        limits.AddTo(command);
        runLimits.AddTo(command);
    }

    /// <summary>The call that the command line describes, and the operator's limits and folders.</summary>
    internal Outcome<(TaskCall Call, PolicyOverrides Overrides, IReadOnlyList<FolderMount> Mounts)> Read(ParseResult parsed)
    {
        string[] given = [.. parsed.GetValue(words) ?? [], .. line.Behind];
        return limits.Read(parsed).TryGet(out var overrides, out var failure)
            && arguments.Read(parsed, given).TryGet(out var call, out failure)
            && ReadMounts(parsed).TryGet(out var folders, out failure)
            ? (call, overrides, folders)
            : failure!;
    }

    /// <summary>The limits of the run: those of capsule.toml, with what the flags say.</summary>
    internal Outcome<RunLimits> ReadLimits(ParseResult parsed, RunLimits limits) => runLimits.Apply(parsed, limits);

    private Outcome<FolderMount[]> ReadMounts(ParseResult parsed)
    {
        var read = (parsed.GetValue(mounts) ?? []).Select(mount => FolderMount.Parse(mount)).ToArray();
        return Array.Find(read, mount => mount.Failure is not null).Failure is { } failure
            ? failure
            : read.Select(mount => mount.Value!).ToArray();
    }

    /// <summary>Who hears what the run does.</summary>
    internal RunDisplay Display(ParseResult parsed) => new(terminal, parsed.GetValue(json), parsed.GetValue(verbose));

    /// <summary>Prints the envelope, or just its result; gives the exit code.</summary>
    internal int Report(ParseResult parsed, Envelope envelope)
    {
        if (terminal.OutputFailure is not null)
        {
            return ExitCodes.BrokenPipe; // the process ends with why
        }

        if (parsed.GetValue(json))
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
