using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Journaling;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule runs prune</c>: forgets runs that ended.</summary>
internal static class PruneRunsCommand
{
    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var age = new Option<string>("--older-than")
        {
            Description = "Forget runs that ended so long ago.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "30d",
        };
        var keep = new Option<int>("--keep-last")
        {
            Description = "How many of the runs that ended last are kept however old they are.",
            HelpName = "N",
        };
        var command = new Command(
            "prune",
            """
            Forgets runs that ended some time ago, with their logs, traces and keys. Runs that can be resumed are kept.

              capsule runs prune --older-than 7d --keep-last 100
              capsule runs prune --older-than 1ms                    all that ended
            """)
        {
            age, keep,
        };
        selector.AddFolderTo(command);
        command.SetAction((parsed, _) => selector.UseJournalAsync(parsed, terminal, (journal, _) =>
            PruneAsync(terminal, journal, parsed.GetRequiredValue(age), parsed.GetValue(keep))));
        return command;
    }

    private static async Task<Outcome<int>> PruneAsync(Terminal terminal, IJournal journal, string age, int keep)
    {
        if (Duration.Read(new OptionValue.Text(age)) is not { } time)
        {
            return Failure.Config($"--older-than {age} is not valid; use {Duration.Forms}");
        }

        if (keep < 0)
        {
            return Failure.Config("--keep-last takes a number of runs: 0 or more");
        }

        if (!(await journal.PruneAsync(new Retention(TimeProvider.System.GetUtcNow() - time, keep)).ConfigureAwait(false))
            .TryGet(out var pruned, out var failure))
        {
            return failure;
        }

        terminal.Tell($"forgot {pruned.Runs} run{(pruned.Runs == 1 ? "" : "s")}, {Sizes.Show(pruned.Bytes)}");
        return ExitCodes.Success;
    }
}
