using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Journaling;
using Capsule.Runtime.Durable;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule logs</c>: shows what the tasks of a run printed.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run ends." };
        var command = new Command(
            "logs",
            """
            Shows what the tasks of a run printed: what went to stdout on stdout, what went to stderr on stderr.

              capsule logs 7c1e9a
              capsule logs 7c1e9a -f
            """)
        {
            follow,
        };
        selector.AddTo(command);
        command.SetAction((parsed, cancellationToken) => selector.UseRunAsync(parsed, terminal, (journal, run) =>
            ShowAsync(terminal, journal, run.Id, parsed.GetValue(follow), cancellationToken)));
        return command;
    }

    private static async Task<Outcome<int>> ShowAsync(
        Terminal terminal, IJournal journal, RunId run, bool follow, CancellationToken cancellationToken)
    {
        var decoders = new LogDecoders();
        var last = 0L;
        while (true)
        {
            // Asked before the logs are read, so that none is missed.
            var isOver = !follow || (await journal.RunAsync(run, cancellationToken).ConfigureAwait(false)).Value is null or { IsOwned: false };
            if (!(await journal.LogsAsync(run, last, cancellationToken).ConfigureAwait(false)).TryGet(out var logs, out var failure))
            {
                return failure;
            }

            foreach (var log in logs)
            {
                terminal.WriteOutput(decoders.Decode(log), log.Channel == LogChannel.Error);
                last = log.Sequence;
            }

            if (logs.Count == 0)
            {
                if (isOver)
                {
                    return ExitCodes.Success;
                }

                await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
