using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule cancel</c>: ends a run for good.</summary>
internal static class CancelCommand
{
    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var command = new Command(
            "cancel",
            """
            Ends a run for good: the process that executes it stops its tasks within a second, and a run that no process
            executes will not be gone on with.

              capsule cancel 019ab2
            """);
        selector.AddTo(command);
        command.SetAction((parsed, _) => selector.UseRunAsync(parsed, terminal, async (journal, run) =>
            await CancelAsync(journal, run).ConfigureAwait(false) is { } failure ? failure : ExitCodes.Success));
        return command;
    }

    private static async Task<Failure?> CancelAsync(SqliteJournal journal, RunRecord run)
    {
        var now = TimeProvider.System.GetUtcNow();
        var wish = new JournalWrite.RequestCancel(run.Id, now);
        if (await journal.WriteAsync(wish, Durability.Durable).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        // Whoever executes the run sees the wish. If nobody does, it ends here.
        using var ownership = (await journal.OwnAsync(run.Id).ConfigureAwait(false)).Value;
        if (ownership is null || (await journal.RunAsync(run.Id).ConfigureAwait(false)).Value?.Status.IsEnd() != false)
        {
            return null;
        }

        var reason = new Failure(ErrorType.Cancelled, "the run was cancelled");
        var envelope = CapsuleRuntime.NotRun(run.Start.Task, reason) with { RunId = run.Id.ToString() };
        var end = RunState.Ended(ExecutionStatus.Cancelled, Encoding.UTF8.GetString(envelope.ToJson()));
        return await journal.WriteAsync(new JournalWrite.ChangeRun(run.Id, end, now), Durability.Durable).ConfigureAwait(false);
    }
}
