using System.Text;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Capsule.Runtime.Sessions;

namespace Capsule.Cli.Repl;

/// <summary>Reads cells from whoever types them, and runs them, until there are no more.</summary>
internal sealed class ReplLoop(Terminal terminal, CapsuleSession session, Interrupt interrupt)
{
    private const string FirstPrompt = ">>> ";
    private const string NextPrompt = "... ";

    private readonly CellPrinter printer = new(terminal);

    /// <summary>Runs the cells of a file; the first one that fails ends it.</summary>
    internal async Task<int> RunFileAsync(TextReader input, CancellationToken cancellationToken)
    {
        var source = await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        if (!(await session.SplitAsync(source, cancellationToken).ConfigureAwait(false)).TryGet(out var cells, out var failure))
        {
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        foreach (var cell in cells)
        {
            var result = await RunAsync(cell, cancellationToken).ConfigureAwait(false);
            if (result.Failure is { } problem)
            {
                return result.ExitCode ?? ExitCodes.Of(problem);
            }
        }

        return ExitCodes.Success;
    }

    /// <summary>Talks with somebody at a terminal.</summary>
    internal async Task<int> TalkAsync(ReplHistory history, CancellationToken cancellationToken)
    {
        var editor = new LineEditor(
            new LineScreen(terminal.Screen, () => Console.WindowWidth), history, CompleteAsync,
            matches => printer.Print(matches, Console.WindowWidth));
        Console.TreatControlCAsInput = true;
        try
        {
            while (await ReadCellAsync(editor, history, cancellationToken).ConfigureAwait(false) is { } cell)
            {
                if (cell.Trim().Length == 0)
                {
                    continue;
                }

                Console.TreatControlCAsInput = false;
                using var diverted = interrupt.Divert(() => session.Interrupt());
                var result = await RunAsync(cell, cancellationToken).ConfigureAwait(false);
                Console.TreatControlCAsInput = true;
                if (result.ExitCode is { } code)
                {
                    return code;
                }
            }

            return ExitCodes.Success;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private async Task<SessionResult> RunAsync(string cell, CancellationToken cancellationToken)
    {
        var call = new SessionCall { OnOutput = printer.Print };
        var result = await session.RunAsync(cell, call, cancellationToken).ConfigureAwait(false);
        printer.Print(result);
        return result;
    }

    /// <summary>Reads lines until they are a cell; null at the end.</summary>
    private async Task<string?> ReadCellAsync(LineEditor editor, ReplHistory history, CancellationToken cancellationToken)
    {
        var cell = new StringBuilder();
        while (true)
        {
            var isFirst = cell.Length == 0;
            var (end, line) = await editor.ReadAsync(isFirst ? FirstPrompt : NextPrompt, Indent(cell)).ConfigureAwait(false);
            if (end == LineEnd.Closed)
            {
                return null;
            }

            if (end == LineEnd.Cancelled)
            {
                cell.Clear();
                terminal.Tell($"KeyboardInterrupt");
                continue;
            }

            history.Add(line);
            cell.Append(isFirst ? "" : "\n").Append(line.TrimEnd());
            if (cell.ToString().Trim().Length == 0 || await IsCompleteAsync(cell.ToString(), cancellationToken).ConfigureAwait(false))
            {
                return cell.ToString();
            }
        }
    }

    /// <summary>The last line's indentation, and one more behind a colon. Nothing for a paste, which has its own.</summary>
    private static string Indent(StringBuilder cell)
    {
        if (cell.Length == 0 || Console.KeyAvailable)
        {
            return "";
        }

        var text = cell.ToString();
        var last = text[(text.LastIndexOf('\n') + 1)..];
        return last[..^last.TrimStart().Length] + (last.EndsWith(':') ? "    " : "");
    }

    private async Task<bool> IsCompleteAsync(string source, CancellationToken cancellationToken)
    {
        var state = await session.CheckAsync(source, cancellationToken).ConfigureAwait(false);
        return !state.TryGet(out var found, out _) || found != InputState.Incomplete;
    }

    /// <summary>Threat: a completion becomes part of the line, which is drawn as it is. Names of attributes may be any text.</summary>
    private async Task<(int Start, IReadOnlyList<string> Matches)> CompleteAsync(string line) =>
        (await session.CompleteAsync(line).ConfigureAwait(false)).TryGet(out var found, out _)
            ? (found.Start, [.. found.Matches.Where(Neutral.IsHarmless)])
            : (0, []);
}
