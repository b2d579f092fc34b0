using System.CommandLine;
using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Errors;
using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule resume</c>: continues durable runs that were interrupted.</summary>
internal sealed class ResumeCommand(Terminal terminal)
{
    private readonly RunSelector selector = new(isOptional: true);
    private readonly OutputFlags output = new(terminal);
    private readonly StoredRun stored = new(terminal);

    private readonly Option<bool> acceptChanges = new("--accept-changes")
    {
        Description = "Go on although the program was changed since. Where it now asks for something else, the run stops there.",
    };

    private readonly Option<bool> all = new("--resume-all")
    {
        Description = "Go on with all runs of the folder that nobody executes, at the same time.",
    };

    internal static Command Create(Terminal terminal) => new ResumeCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "resume",
            """
            Goes on with a durable run where it was: after a crash, a Ctrl-C, a restart of the machine, or on another machine
            with a copy of the folder. Tasks that ended are not run again. Without RUN_ID: the only run that can be resumed.

              capsule run --durable import.py        … killed
              capsule resume                         goes on
              capsule resume 7c1e9a                  this one, as 'capsule runs' names it
              capsule resume --resume-all            all of them, such as when a machine starts

            Of a run that has ended, it prints the result. What is repeated and what is not: docs/how-to/write-durable-workflows.md.
            """);
        selector.AddTo(command);
        command.Add(acceptChanges);
        command.Add(all);
        output.AddTo(command);
        stored.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        selector.UseJournalAsync(parsed, terminal, async (journal, project) =>
            parsed.GetValue(all) ? await ResumeAllAsync(parsed, journal, project, cancellationToken).ConfigureAwait(false)
            : (await ChooseAsync(parsed, journal).ConfigureAwait(false)).TryGet(out var run, out var failure)
                ? await ResumeAsync(parsed, journal, project, run, cancellationToken).ConfigureAwait(false)
                : failure);

    private async Task<Outcome<RunRecord>> ChooseAsync(ParseResult parsed, IJournal journal)
    {
        if (selector.Written(parsed) is not null)
        {
            return await selector.FindAsync(parsed, journal).ConfigureAwait(false);
        }

        return !(await CandidatesAsync(journal).ConfigureAwait(false)).TryGet(out var candidates, out var failure) ? failure
            : candidates.Count switch
            {
                1 => candidates[0],
                0 => Failure.Config("there are no resumable runs in this folder: 'capsule runs' lists them all"),
                _ => RunSelector.Ambiguous($"{candidates.Count} runs can be resumed", candidates),
            };
    }

    private async Task<Outcome<int>> ResumeAsync(
        ParseResult parsed, IJournal journal, ProjectJournal project, RunRecord run, CancellationToken cancellationToken)
    {
        var resumed = await RuntimeSession.UseAsync<Envelope>(
            terminal,
            async runtime => await ResumeAsync(
                parsed, runtime, journal, project, run, output.Display(parsed), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return output.Report(parsed, resumed.ToEnvelope());
    }

    private async Task<Envelope> ResumeAsync(
        ParseResult parsed, CapsuleRuntime runtime, IJournal journal, ProjectJournal project, RunRecord run,
        RunDisplay display, CancellationToken cancellationToken)
    {
        var envelope = await stored.UseAsync(
            parsed, runtime, journal, project, run, display,
            (program, options) => runtime.ResumeAsync(program, run, options, parsed.GetValue(acceptChanges), cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await Interrupted.ExplainAsync(terminal, project, journal, envelope).ConfigureAwait(false);
        return envelope;
    }

    private async Task<Outcome<int>> ResumeAllAsync(
        ParseResult parsed, IJournal journal, ProjectJournal project, CancellationToken cancellationToken)
    {
        if (selector.Written(parsed) is { } named)
        {
            return Failure.Config($"--resume-all is for all runs: leave out '{named}', or the flag");
        }

        if (!(await CandidatesAsync(journal).ConfigureAwait(false)).TryGet(out var runs, out var failure))
        {
            return failure;
        }

        var display = output.Display(parsed);
        var resumed = await RuntimeSession.UseAsync<Envelope[]>(
            terminal,
            async runtime => await Task.WhenAll(runs.Select(run =>
                ResumeAsync(parsed, runtime, journal, project, run, display, cancellationToken))).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (!resumed.TryGet(out var envelopes, out failure))
        {
            return failure;
        }

        if (output.IsJson(parsed))
        {
            EnvelopePrinter.PrintJson(terminal, envelopes);
        }
        else
        {
            Tell(runs, envelopes);
        }

        return envelopes.Select(ExitCodes.Of).DefaultIfEmpty().Max();
    }

    private void Tell(IReadOnlyList<RunRecord> runs, IReadOnlyList<Envelope> envelopes)
    {
        foreach (var (run, envelope) in runs.Zip(envelopes))
        {
            terminal.WriteLine($"{run.Id}  {(envelope.Error is { } error
                ? $"{error.Type.ToName()}: {error.Message}"
                : envelope.Result.ValueKind == JsonValueKind.Null ? "done" : $"done: {envelope.Result.GetRawText()}")}");
        }
    }

    /// <summary>The runs that can be resumed, and that no process executes.</summary>
    private static async Task<Outcome<IReadOnlyList<RunRecord>>> CandidatesAsync(IJournal journal) =>
        (await journal.RunsAsync(new RunQuery { IsOpen = true, Limit = int.MaxValue }).ConfigureAwait(false)).TryGet(out var runs, out var failure)
            ? runs.Where(run => run is { IsOwned: false, Start.IsDurable: true } && !run.Status.IsEnd()).ToArray()
            : failure;
}
