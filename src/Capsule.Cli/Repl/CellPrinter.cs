using System.Text;
using Capsule.Cli.Display;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Sessions;
using Spectre.Console;

namespace Capsule.Cli.Repl;

/// <summary>Prints what cells give: prints and values on standard output, errors on standard error.</summary>
internal sealed class CellPrinter(Terminal terminal)
{
    private readonly bool isTerminal = !Console.IsOutputRedirected;

    /// <summary>Something that a cell shows while it runs.</summary>
    internal void Print(SessionOutput part)
    {
        switch (part)
        {
            case SessionOutput.Text { Channel: OutputChannel.Error } text:
                terminal.Error.Write(StyledLines.Printable(text.Content));
                break;
            case SessionOutput.Text text:
                Write(text.Content);
                break;
            case SessionOutput.Display display:
                Write((display.Data.Text("text/plain") ?? "") + "\n");
                break;
        }
    }

    /// <summary>How a cell ended.</summary>
    internal void Print(SessionResult result)
    {
        if (result.Value is { } value)
        {
            Write(value.Repr + "\n");
        }

        if (result.Failure is not { } failure || result.ExitCode is not null)
        {
            return;
        }

        if (failure.Traceback is { } traceback)
        {
            terminal.Styled.Profile.Out.Writer.Write(StyledLines.Printable(traceback));
        }

        if (failure.Type != Errors.ErrorType.TaskError || failure.Traceback is null)
        {
            terminal.WriteError(failure.Message);
        }

        if (!result.StateWasKept)
        {
            terminal.Styled.Write(new Text("The session is as it was before this.\n", new Style(Color.Yellow)));
        }
    }

    /// <summary>Completions, in columns.</summary>
    internal void Print(IReadOnlyList<string> matches, int columns)
    {
        var width = matches.Max(match => match.Length) + 2;
        var across = Math.Max(1, columns / width);
        var shown = matches.Take(across * 10).ToArray();
        foreach (var row in shown.Chunk(across))
        {
            terminal.Error.WriteLine(StyledLines.Printable(
                string.Concat(row.Select(match => match.PadRight(across == 1 ? 0 : width))).TrimEnd()));
        }

        if (shown.Length < matches.Count)
        {
            terminal.Error.WriteLine($"… {matches.Count - shown.Length} more");
        }
    }

    /// <summary>Threat: on a terminal, text of a guest that moves the cursor, or changes what was printed before.</summary>
    private void Write(string text)
    {
        terminal.Output.Write(Encoding.UTF8.GetBytes(isTerminal ? StyledLines.Printable(text) : text));
        terminal.Output.Flush();
    }
}
