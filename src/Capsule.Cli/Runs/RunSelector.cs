using System.CommandLine;
using System.Globalization;
using Capsule.Cli.Display;
using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>How commands say which run they mean, and in which folder.</summary>
internal sealed class RunSelector
{
    /// <summary>A journal may have a million runs, whose ends are as large as what they returned.</summary>
    private const int MostCandidates = 100;

    private readonly Argument<string?> run;

    private readonly Option<string?> project = new("--project")
    {
        Description = "The folder whose runs are meant; by default the current one, or that of its capsule.toml.",
        HelpName = "DIR",
    };

    /// <param name="isOptional">Whether the command can go without a run.</param>
    internal RunSelector(bool isOptional = false)
    {
        run = new Argument<string?>("RUN_ID")
        {
            Description = "The run: its id as 'capsule runs' lists it or the beginning of it, the key of --run-id, or latest (-1; -2 is the one before).",
            Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        run.Validators.Add(Commands.Flags.Refuse);
        run.CompletionSources.Add(context => RunCompletion.Of(context.ParseResult.GetValue(project) ?? Environment.CurrentDirectory));
    }

    /// <summary>Adds the argument and the flag.</summary>
    internal void AddTo(Command command)
    {
        command.Add(run);
        AddFolderTo(command);
    }

    /// <summary>Adds only the flag.</summary>
    internal void AddFolderTo(Command command) => command.Add(project);

    /// <summary>What was written for the run, or null.</summary>
    internal string? Written(ParseResult parsed) => parsed.GetValue(run);

    /// <summary>The project that is meant.</summary>
    internal Outcome<ProjectJournal> Project(ParseResult parsed) =>
        ProjectJournal.Find(parsed.GetValue(project) ?? Environment.CurrentDirectory);

    /// <summary>The run that is meant.</summary>
    internal async Task<Outcome<RunRecord>> FindAsync(ParseResult parsed, IJournalReader journal)
    {
        var written = parsed.GetValue(run) ?? "";
        if (RunId.TryParse(written, out var id))
        {
            return await journal.RunAsync(id).ConfigureAwait(false);
        }

        if (!(await journal.RunsAsync(new RunQuery { IdempotencyKey = written, Limit = 1 }).ConfigureAwait(false)).TryGet(out var keyed, out var failure))
        {
            return failure;
        }

        if (keyed.Count > 0)
        {
            return keyed[0];
        }

        if (AgeOf(written) is { } age)
        {
            var youngest = new RunQuery { Limit = Math.Min(age, MostCandidates) };
            return !(await journal.RunsAsync(youngest).ConfigureAwait(false)).TryGet(out var runs, out failure) ? failure
                : runs.Count == age ? runs[^1]
                : Failure.Config($"there is no run '{written}': it counts back from the latest, at most to -{Math.Min(runs.Count, MostCandidates)}; 'capsule runs' lists them");
        }

        var query = new RunQuery { IdPrefix = written.ToLowerInvariant(), Limit = MostCandidates };
        if (!(await journal.RunsAsync(query).ConfigureAwait(false)).TryGet(out var found, out failure))
        {
            return failure;
        }

        return found.Count switch
        {
            1 => found[0],
            0 => Failure.Config($"there is no run '{written}': 'capsule runs' lists those there are"),
            MostCandidates => Ambiguous($"'{written}' may be any of many runs", found),
            _ => Ambiguous($"'{written}' may be any of {found.Count.ToString(CultureInfo.InvariantCulture)} runs", found),
        };
    }

    /// <summary>1 for the latest run, 2 for the one before; null for another name.</summary>
    private static int? AgeOf(string written) =>
        written == "latest" ? 1
        : written is ['-', ..] && int.TryParse(written.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age > 0 ? age
        : null;

    /// <summary>Says that several runs may be meant, and which.</summary>
    internal static Failure Ambiguous(string problem, IReadOnlyList<RunRecord> runs) => Failure.Config(
        $"{problem}; name one of them:{string.Concat(runs.Take(10).Select(Line))}"
        + (runs.Count > 10 ? $"\n  … and {(runs.Count - 10).ToString(CultureInfo.InvariantCulture)} more: 'capsule runs'" : ""));

    private static string Line(RunRecord run) =>
        $"\n  {DisplayText.Of($"{ShortId.Of(run.Id)}  {run.Status.ToName(),-11}  {Times.Show(run.Start.Created)}  {run.Start.Task}  {run.Start.Program}")}";
}
