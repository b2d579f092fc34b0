using System.Text.RegularExpressions;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Spectre.Console;

namespace Capsule.Cli.Repl;

/// <summary>Prints what cells give: prints and values on standard output, errors on standard error.</summary>
internal sealed partial class CellPrinter(Terminal terminal)
{
    /// <summary>Something that a cell shows while it runs.</summary>
    internal void Print(SessionOutput part)
    {
        switch (part)
        {
            case SessionOutput.Text { Channel: OutputChannel.Error } text:
                terminal.WriteOutput(text.Content, toError: true);
                break;
            case SessionOutput.Text text:
                terminal.WriteOutput(text.Content, toError: false);
                break;
            case SessionOutput.Display display:
                terminal.WriteOutput((display.Data.Text("text/plain") ?? "") + "\n", toError: false);
                break;
        }
    }

    /// <summary>How a cell ended.</summary>
    internal void Print(SessionResult result)
    {
        if (result.Value is { } value)
        {
            terminal.WriteOutput(value.Repr + "\n", toError: false);
        }

        if (result.Failure is not { } failure || result.ExitCode is not null)
        {
            return;
        }

        if (failure.Traceback is { } traceback)
        {
            terminal.Tell(DisplayText.Block(traceback));
        }

        if (failure.Type != ErrorType.TaskError || failure.Traceback is null)
        {
            terminal.WriteError(failure);
        }

        if (Missing().Match(failure.Message) is { Success: true } missing)
        {
            terminal.Tell($"Packages are given at the start: capsule repl --with {missing.Groups["name"].Value}");
        }

        if (!result.IsStateKept)
        {
            terminal.Tell("The session is as it was before this.", Color.Yellow, DisplayText.Empty);
        }
    }

    [GeneratedRegex(@"^(?:ModuleNotFoundError: )?No module named '(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Missing();

    /// <summary>Completions, in columns.</summary>
    internal void Print(IReadOnlyList<string> matches, int columns)
    {
        var width = matches.Max(match => match.Length) + 2;
        var across = Math.Max(1, columns / width);
        var shown = matches.Take(across * 10).ToArray();
        foreach (var row in shown.Chunk(across))
        {
            terminal.Tell(DisplayText.Join(DisplayText.Empty, row.Select(match => DisplayText.Of(match).PadRight(across == 1 ? 0 : width))).TrimEnd());
        }

        if (shown.Length < matches.Count)
        {
            terminal.Tell($"… {matches.Count - shown.Length} more");
        }
    }
}
