using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Overlays;
using Capsule.Cli.Runs;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary>What all commands that run a program take: arguments, limits, and how to report.</summary>
internal sealed class ExecutionOptions
{
    private readonly Argument<string[]> words = new("ARGS")
    {
        Description = "Arguments for the task, as strings. Those that start with a dash go behind --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly OutputFlags output;
    private readonly RunOverlays overlays;
    private readonly MountFlags mounts = new();
    private readonly JournalFlags journal = new();
    private readonly LimitOptions limits = new();
    private readonly RunLimitFlags runLimits = new();
    private readonly GrantCapFlags grantCaps = new();
    private readonly ArgumentOptions arguments = new();
    private readonly TaskChoice task = new();
    private readonly SplitLine line;

    internal ExecutionOptions(SplitLine line, Terminal terminal)
    {
        this.line = line;
        output = new OutputFlags(terminal);
        overlays = new RunOverlays(terminal);
        words.Validators.Add(Flags.Refuse);
    }

    /// <summary>Adds arguments and flags; the command's own arguments come first.</summary>
    internal void AddTo(Command command)
    {
        command.Add(words);
        output.AddTo(command);
        mounts.AddTo(command);
        journal.AddTo(command);
        task.AddTo(command);
        arguments.AddTo(command);
        limits.AddTo(command);
        runLimits.AddTo(command);
        grantCaps.AddTo(command);
    }

    /// <summary>The call that the command line describes, and the operator's limits and folders.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="first">The first word for the program, where it stands in the place of the file; or null.</param>
    internal Outcome<(TaskCall Call, TaskLimits Overrides, IReadOnlyList<FolderMount> Mounts)> Read(ParseResult parsed, string? first = null)
    {
        string[] given = [.. first is null ? Array.Empty<string>() : [first], .. parsed.GetValue(words) ?? [], .. line.Behind];
        return limits.Read(parsed).TryGet(out var overrides, out var failure)
            && arguments.Read(parsed, given).TryGet(out var call, out failure)
            && mounts.Read(parsed).TryGet(out var folders, out failure)
            && overlays.Provide(folders).TryGet(out folders, out failure)
            ? (call with { Task = task.Read(parsed) }, overrides, folders)
            : failure!;
    }

    /// <summary>The limits of the run: those of capsule.toml, with what the flags say.</summary>
    internal Outcome<RunLimits> ReadLimits(ParseResult parsed, RunLimits limits) => runLimits.Apply(parsed, limits);

    /// <summary>What tasks may be granted: the caps of capsule.toml, with what the flags say.</summary>
    internal Outcome<PolicyCaps> ReadCaps(ParseResult parsed, PolicyCaps caps) => grantCaps.Apply(parsed, caps);

    /// <summary>How the run is journaled; null for not at all.</summary>
    internal Outcome<JournalPlan?> ReadJournal(ParseResult parsed, ProjectFile file, ProjectJournal project, string program) =>
        journal.Read(parsed, file, project, program);

    /// <summary>Whether arguments are read from standard input.</summary>
    internal bool ReadsInput(ParseResult parsed) => arguments.ReadsInput(parsed);

    /// <summary>Loads a program that has the task to run.</summary>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(ParseResult parsed, Func<Task<Outcome<LoadedProgram>>> load)
    {
        var loaded = await load().ConfigureAwait(false);
        return loaded.TryGet(out var program, out _) && task.WhyNeeded(parsed, program.Manifest) is { } failure ? failure : loaded;
    }

    /// <summary>How the run is journaled where its program is in no file: not at all, for nothing could load it again.</summary>
    internal Outcome<JournalPlan?> ReadJournalOfText(ParseResult parsed) => journal.ReadOfText(parsed);

    /// <summary>Receives what the run does.</summary>
    internal RunDisplay Display(ParseResult parsed) => output.Display(parsed);

    /// <summary>Prints the envelope, or just its result, and what was changed in overlays; gives the exit code.</summary>
    internal int Report(ParseResult parsed, Envelope envelope)
    {
        var code = output.Report(parsed, envelope);
        overlays.Finish();
        return code;
    }
}
