using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Journaling;
using Capsule.Runtime.Durable;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule replay</c>: executes a durable run again from its journal, to see what it did.</summary>
internal sealed class ReplayCommand(Terminal terminal)
{
    private readonly RunSelector selector = new();
    private readonly OutputFlags output = new(terminal);
    private readonly StoredRun stored = new(terminal);

    private readonly Option<int?> until = new("--until")
    {
        Description = "Stop before this position of the journal.",
        HelpName = "N",
    };

    internal static Command Create(Terminal terminal) => new ReplayCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "replay",
            """
            Executes the entry task of a durable run again, with the answers of its journal, and tells each on stderr: position,
            kind, time, size, and the answer, shortened unless --verbose. Nothing happens a second time: no task is started, no
            request is sent, and folders are read-only. Put print() into the program to see more of it.

              capsule replay 7c1e9a
              capsule replay 7c1e9a --until 12       what led to position 12
            """);
        selector.AddTo(command);
        command.Add(until);
        output.AddTo(command);
        stored.AddTo(command);
        command.SetAction((parsed, cancellationToken) => selector.UseJournalAsync(
            parsed, terminal, (journal, project) => ReplayAsync(parsed, journal, project, cancellationToken)));
        return command;
    }

    private async Task<Outcome<int>> ReplayAsync(
        ParseResult parsed, IJournal journal, ProjectJournal project, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(until) is < 0)
        {
            return Failure.Config("--until takes a position of the journal: 0 or more");
        }

        if (!(await selector.FindAsync(parsed, journal).ConfigureAwait(false)).TryGet(out var run, out var failure))
        {
            return failure;
        }

        var replay = new ReplayOptions
        {
            Until = parsed.GetValue(until),
            Replayed = entry => terminal.Tell(EntryLine.Of(entry, run.Start.Created, output.IsVerbose(parsed))),
        };
        var replayed = await RuntimeSession.UseAsync<Envelope>(
            terminal,
            async runtime => await stored.UseAsync(
                parsed, runtime, journal, project, run, output.Display(parsed),
                (program, options) =>
                {
                    WarnOfChange(run, program.JournaledId);
                    return runtime.ReplayAsync(program, run, options with { Replay = replay }, cancellationToken);
                },
                cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        var envelope = replayed.ToEnvelope();
        if (envelope.Error is { Type: ErrorType.Cancelled, Message: var end } && !cancellationToken.IsCancellationRequested && !output.IsJson(parsed))
        {
            // Where it was told to stop, or where the journal ends.
            terminal.Tell($"{end}");
            return ExitCodes.Success;
        }

        return output.Report(parsed, envelope);
    }

    private void WarnOfChange(RunRecord run, string program)
    {
        if (run.Start.ProgramHash != program)
        {
            terminal.WriteWarning($"the program is not the one that run {run.Id} was started with: the replay may diverge");
        }
    }
}
