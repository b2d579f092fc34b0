using Capsule.Runtime.Durable;
using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;

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
            executes is not resumed again.

              capsule cancel 7c1e9a
            """);
        selector.AddTo(command);
        command.SetAction((parsed, _) => selector.UseRunAsync(parsed, terminal, async (journal, run) =>
            await RunControl.CancelAsync(journal, run.Id).ConfigureAwait(false) is { } failure ? failure : ExitCodes.Success));
        return command;
    }
}
