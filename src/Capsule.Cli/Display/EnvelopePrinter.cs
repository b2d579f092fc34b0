using System.Text;
using System.Text.Json;
using Capsule.Errors;

namespace Capsule.Cli.Display;

/// <summary>Prints what a run gave.</summary>
internal static class EnvelopePrinter
{
    /// <summary>The envelope, on one line of standard output.</summary>
    internal static void PrintJson(Terminal terminal, Envelope envelope)
    {
        terminal.Data.Write(envelope.ToJson());
        terminal.Data.WriteByte((byte)'\n');
        terminal.Data.Flush();
    }

    /// <summary>Envelopes, as one array on one line of standard output.</summary>
    internal static void PrintJson(Terminal terminal, IReadOnlyList<Envelope> envelopes)
    {
        terminal.Data.Write([(byte)'[', .. envelopes.SelectMany((envelope, i) =>
            i == 0 ? envelope.ToJson() : [(byte)',', .. envelope.ToJson()]), .. "]\n"u8]);
        terminal.Data.Flush();
    }

    /// <summary>
    /// The result on standard output: strings as they are, None as nothing, anything else as JSON. A failure goes to
    /// standard error.
    /// </summary>
    internal static void PrintResult(Terminal terminal, Envelope envelope)
    {
        if (envelope.Error is { } failure)
        {
            PrintFailure(terminal, envelope.Execution.TaskName, failure);
            return;
        }

        var text = envelope.Result.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => envelope.Result.GetString(),
            _ => envelope.Result.GetRawText(),
        };
        if (text is not null)
        {
            terminal.Data.Write(Encoding.UTF8.GetBytes(text + "\n"));
            terminal.Data.Flush();
        }
    }

    /// <summary>A failure, on standard error.</summary>
    internal static void PrintFailure(Terminal terminal, string task, Failure failure)
    {
        if (failure.Traceback is { Length: > 0 } traceback)
        {
            terminal.Tell(DisplayText.Block(traceback));
        }

        var message = DisplayText.Message(failure.Message);
        if (failure.Type is ErrorType.ConfigError or ErrorType.BuildError)
        {
            terminal.WriteError($"{failure.Type.ToName()}: {message}");
        }
        else
        {
            terminal.WriteError($"task '{task}' failed ({failure.Type.ToName()}): {message}");
        }
    }
}
