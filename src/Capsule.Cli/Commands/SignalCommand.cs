using Capsule.Runtime.Durable;
using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule signal</c>: sends a run what it waits for.</summary>
internal static class SignalCommand
{
    internal static Command Create(Terminal terminal)
    {
        var selector = new RunSelector();
        var name = new Argument<string>("NAME") { Description = "The signal, as wait_for_signal(NAME) names it." };
        var payload = new Argument<string?>("JSON")
        {
            Description = "What wait_for_signal gives back; null by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "signal",
            """
            Sends a signal to a run: the task that waits for it, or the next one that will, continues with the JSON. A signal is
            kept until then, also while no process executes the run. Each is delivered once.

              capsule signal 7c1e9a approved
              capsule signal 7c1e9a approved '{"by": "Ada"}'
            """);
        selector.AddTo(command);
        command.Add(name);
        command.Add(payload);
        command.SetAction((parsed, _) => selector.UseRunAsync(parsed, terminal, async (journal, run) =>
        {
            var (named, json) = (parsed.GetRequiredValue(name), parsed.GetValue(payload) ?? "null");
            var failure = await RunControl.SignalAsync(journal, run.Id, named, json).ConfigureAwait(false);
            return failure is null ? ExitCodes.Success : failure;
        }));
        return command;
    }
}
