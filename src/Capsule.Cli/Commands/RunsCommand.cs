using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Help;
using Capsule.Cli.Runs;
using Capsule.Errors;
using Capsule.Journaling;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule runs</c>: lists and forgets the runs of a folder.</summary>
internal sealed class RunsCommand(Terminal terminal)
{
    private readonly RunSelector selector = new();

    private readonly Option<string?> status = new Option<string?>("--status")
    {
        Description = "Only runs that are: running, waiting, interrupted, succeeded, failed or cancelled.",
        HelpName = "STATUS",
    }.Among([.. Enum.GetValues<ExecutionStatus>().Select(ExecutionStatuses.ToName)]);

    private readonly Option<int> last = new("--last")
    {
        Description = "How many runs to list, the youngest first.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<bool> json = new("--json") { Description = "Print as JSON (docs/reference/cli.md)." };

    internal static Command Create(Terminal terminal) => new RunsCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "runs",
            """
            Lists the runs of a folder, the youngest first. All runs are kept in .capsule, in the folder of capsule.toml or else
            of the Python file, until they are pruned.

              capsule runs
              capsule runs --status waiting
              capsule runs --json | jq '.[0].id'
              capsule runs prune --older-than 7d
              capsule runs backup runs.db
            """)
        {
            status, last, json,
        };
        selector.AddFolderTo(command);
        command.Add(PruneRunsCommand.Create(terminal));
        command.Add(BackupRunsCommand.Create(terminal));
        command.SetAction((parsed, _) => selector.UseJournalAsync(parsed, terminal, (journal, _) => ListAsync(parsed, journal)));
        return command;
    }

    private async Task<Outcome<int>> ListAsync(ParseResult parsed, IJournal journal)
    {
        var wanted = parsed.GetValue(status) is { } name && ExecutionStatuses.TryParse(name, out var named) ? named : default(ExecutionStatus?);
        if (!(await journal.RunsAsync(new RunQuery { Status = wanted, Limit = Math.Max(0, parsed.GetValue(last)) }).ConfigureAwait(false))
                .TryGet(out var runs, out var failure))
        {
            return failure;
        }

        if (parsed.GetValue(json))
        {
            RunPrinter.PrintJson(terminal, runs);
        }
        else
        {
            RunPrinter.Print(terminal, runs, TimeProvider.System.GetUtcNow());
        }

        return ExitCodes.Success;
    }
}
