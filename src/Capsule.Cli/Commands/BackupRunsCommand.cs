using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule runs backup</c>: copies the runs of a folder into a file.</summary>
internal static class BackupRunsCommand
{
    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var file = new Argument<string>("FILE") { Description = "The file to be made, which must not be there yet." };
        file.Validators.Add(Flags.Refuse);
        var command = new Command(
            "backup",
            """
            Copies the runs of a folder into one file, as they are at this moment, while others may execute and start some.

              capsule runs backup runs-2026-11-27.db

            To restore it, end the processes that use the folder's runs, remove journal.db, journal.db-wal and journal.db-shm
            from the folder .capsule, and put the file there as journal.db.
            """)
        {
            file,
        };
        selector.AddFolderTo(command);
        command.SetAction((parsed, cancellationToken) => selector.UseJournalAsync(parsed, terminal, async (journal, _) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (!(await JournalFactory.BackupAsync(journal, path, cancellationToken).ConfigureAwait(false)).TryGet(out var bytes, out var failure))
            {
                return failure;
            }

            terminal.Tell($"wrote {path}, {Sizes.Show(bytes)}");
            return ExitCodes.Success;
        }));
        return command;
    }
}
