using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Cli.Traces;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule trace</c>: shows the tasks of a run, and when each was executed.</summary>
internal static class TraceCommand
{
    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var json = new Option<bool>("--json") { Description = "Print as JSON (docs/reference/cli.md)." };
        var all = new Option<bool>("--all") { Description = "A line for each task, also where many are alike." };
        var command = new Command(
            "trace",
            """
            Shows the tasks of a run as a tree: how long each took, its attempts, compute, memory and requests, and when it was
            executed. More than five alike below one task are one line.

              capsule trace 7c1e9a
              capsule trace 7c1e9a --all | less
            """)
        {
            json, all,
        };
        selector.AddTo(command);
        command.SetAction((parsed, cancellationToken) => selector.UseRunAsync(parsed, terminal, async (journal, run) =>
        {
            if (!(await RunTraces.TasksAsync(journal, run, cancellationToken).ConfigureAwait(false)).TryGet(out var tasks, out var failure))
            {
                return failure;
            }

            if (parsed.GetValue(json))
            {
                TraceJson.Print(terminal, run, tasks);
                return ExitCodes.Success;
            }

            foreach (var line in TraceTable.Draw(run, tasks, terminal.Width, isFolded: !parsed.GetValue(all)))
            {
                terminal.WriteLine(line);
            }

            return ExitCodes.Success;
        }));
        return command;
    }
}
