using System.CommandLine;
using System.Text;
using System.Text.Json;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Errors;
using Capsule.Journaling;
using Capsule.Json;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule signal</c>: sends a run what it waits for.</summary>
internal static class SignalCommand
{
    private const int LongestName = 200;
    private const int LongestPayload = 1 << 20;

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
            Sends a signal to a run: the task that waits for it, or the next one that will, goes on with the JSON. A signal is
            kept until then, also while no process executes the run. Each is delivered once.

              capsule signal 019ab2 approved
              capsule signal 019ab2 approved '{"by": "Ada"}'
            """);
        selector.AddTo(command);
        command.Add(name);
        command.Add(payload);
        command.SetAction((parsed, _) => selector.UseRunAsync(parsed, terminal, async (journal, run) =>
        {
            var (named, json) = (parsed.GetRequiredValue(name), parsed.GetValue(payload) ?? "null");
            var failure = Check(named, json) ?? await journal.WriteAsync(
                new JournalWrite.SendSignal(run.Id, named, json, TimeProvider.System.GetUtcNow()), Durability.Durable).ConfigureAwait(false);
            return failure is null ? ExitCodes.Success : failure;
        }));
        return command;
    }

    private static Failure? Check(string name, string json)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            return Failure.Config($"a signal's name has 1 to {LongestName} characters, none of them a control character");
        }

        if (json.Length > LongestPayload)
        {
            return Failure.Config($"a signal carries {LongestPayload} characters of JSON at most, not {json.Length}");
        }

        try
        {
            _ = BoundedJson.Parse(Encoding.UTF8.GetBytes(json), JsonBounds.Message);
            return null;
        }
        catch (JsonException e)
        {
            return Failure.Config($"{DisplayText.Of(json).Shorten(60)} is no JSON: {e.Message} (a text is JSON in quotes: '\"yes\"')");
        }
    }
}
