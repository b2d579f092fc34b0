using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Journaling;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule ps</c>: shows the runs that go on.</summary>
internal static class PsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var command = new Command(
            "ps",
            """
            Shows the runs of a folder that have not ended: on a terminal it goes on until Ctrl-C, else once.

              capsule ps
              capsule ps | cat
            """);
        selector.AddFolderTo(command);
        command.SetAction((parsed, cancellationToken) => selector.UseJournalAsync(parsed, terminal, (journal, _) =>
            terminal.IsInteractive && !Console.IsOutputRedirected
                ? FollowAsync(terminal, journal, cancellationToken)
                : ShowAsync(terminal, journal)));
        return command;
    }

    private static async Task<Outcome<int>> ShowAsync(Terminal terminal, IJournal journal)
    {
        if (!(await LinesAsync(journal).ConfigureAwait(false)).TryGet(out var lines, out var failure))
        {
            return failure;
        }

        foreach (var line in lines)
        {
            terminal.WriteLine(line.Shorten(Terminal.ListWidth));
        }

        return ExitCodes.Success;
    }

    private static async Task<Outcome<int>> FollowAsync(Terminal terminal, IJournal journal, CancellationToken cancellationToken)
    {
        Outcome<int> result = ExitCodes.Success;
        await terminal.ShowAsync(async update =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (!(await LinesAsync(journal).ConfigureAwait(false)).TryGet(out var lines, out var failure))
                {
                    result = failure;
                    return;
                }

                // A live display that is higher than the terminal cannot be redrawn.
                var room = Math.Max(2, terminal.Height - 2);
                IEnumerable<DisplayText> shown = lines.Count <= room ? lines
                    : [.. lines.Take(room), DisplayText.Of($"… and {lines.Count - room} more")];
                update(shown.Select(line => line.Shorten(terminal.Width - 1)));
                await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }).ConfigureAwait(false);
        return result;
    }

    private static async Task<Outcome<IReadOnlyList<DisplayText>>> LinesAsync(IJournal journal)
    {
        if (!(await journal.RunsAsync(new RunQuery { IsOpen = true, Limit = int.MaxValue }).ConfigureAwait(false)).TryGet(out var runs, out var failure))
        {
            return failure;
        }

        var lines = new List<DisplayText> { DisplayText.Of($"{"RUN",-8}  {"STATUS",-11}  {"TIME",7}  {"TASKS",7}  TASK") };
        var now = TimeProvider.System.GetUtcNow();
        foreach (var run in runs.Where(run => !run.Status.IsEnd()))
        {
            if (!(await journal.TasksAsync(run.Id).ConfigureAwait(false)).TryGet(out var tasks, out failure))
            {
                return failure;
            }

            var done = tasks.Count(task => task.Status.IsEnd());
            lines.Add(DisplayText.Of(
                $"{ShortId.Of(run.Id)}  {run.Status.ToName(),-11}  {Times.Show(now - run.Start.Created),7}  {$"{done}/{tasks.Count}",7}  {run.Start.Task}  {run.Start.Program}"));
        }

        return lines;
    }
}
