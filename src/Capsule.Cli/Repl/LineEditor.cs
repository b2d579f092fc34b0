namespace Capsule.Cli.Repl;

/// <summary>Reads a line from a terminal, with the keys that readline's users expect.</summary>
/// <param name="screen">Draws it.</param>
/// <param name="history">What was typed before.</param>
/// <param name="complete">Finds completions of the text before the cursor.</param>
/// <param name="show">Shows completions where there are several.</param>
internal sealed class LineEditor(
    LineScreen screen, ReplHistory history, Func<string, Task<(int Start, IReadOnlyList<string> Matches)>> complete,
    Action<IReadOnlyList<string>> show)
{
    private readonly EditedLine line = new();
    private string prompt = "";

    /// <summary>Reads a line.</summary>
    /// <param name="text">What is drawn before it.</param>
    /// <param name="start">What it starts with.</param>
    internal async Task<(LineEnd End, string Text)> ReadAsync(string text, string start)
    {
        prompt = text;
        line.Set(start);
        history.Rewind();
        screen.Begin();
        while (true)
        {
            screen.Draw(prompt, line);
            var key = Console.ReadKey(intercept: true);
            if (EndOf(key) is { } end)
            {
                screen.Finish(prompt, line);
                return (end, line.Text);
            }

            await DoAsync(key).ConfigureAwait(false);
        }
    }

    private LineEnd? EndOf(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Enter } or { KeyChar: '\r' or '\n' } => LineEnd.Entered,
        { KeyChar: '\x03' } => LineEnd.Cancelled,
        { KeyChar: '\x04' } when line.Text.Length == 0 => LineEnd.Closed,
        _ => null,
    };

    private async Task DoAsync(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            await TabAsync().ConfigureAwait(false);
        }
        else if (ActionOf(key) is { } action)
        {
            action();
        }
        else if (key.KeyChar >= ' ' && !key.Modifiers.HasFlag(ConsoleModifiers.Alt))
        {
            line.Insert(key.KeyChar.ToString());
        }
    }

    private Action? ActionOf(ConsoleKeyInfo key)
    {
        var isWordwise = key.Modifiers.HasFlag(ConsoleModifiers.Control) || key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        return key.Key switch
        {
            ConsoleKey.LeftArrow => isWordwise ? line.WordLeft : line.Left,
            ConsoleKey.RightArrow => isWordwise ? line.WordRight : Right,
            ConsoleKey.UpArrow => () => line.Set(history.Previous() ?? line.Text),
            ConsoleKey.DownArrow => () => line.Set(history.Next() ?? line.Text),
            ConsoleKey.Home => line.Home,
            ConsoleKey.End => line.End,
            ConsoleKey.Delete => Delete,
            ConsoleKey.Backspace => isWordwise ? line.DeleteWord : line.Backspace,
            _ => ControlOf(key.KeyChar),
        };
    }

    private Action? ControlOf(char control) => control switch
    {
        '\x01' => line.Home,
        '\x02' => line.Left,
        '\x04' => Delete,
        '\x05' => line.End,
        '\x06' => Right,
        '\x08' or '\x7f' => line.Backspace,
        '\x0b' => line.DeleteToEnd,
        '\x0c' => screen.Clear,
        '\x0e' => () => line.Set(history.Next() ?? line.Text),
        '\x10' => () => line.Set(history.Previous() ?? line.Text),
        '\x15' => line.DeleteToStart,
        '\x17' => line.DeleteWord,
        _ => null,
    };

    private void Right()
    {
        if (line.Cursor < line.Text.Length)
        {
            line.Right();
        }
    }

    private void Delete()
    {
        if (line.Cursor < line.Text.Length)
        {
            line.Delete();
        }
    }

    /// <summary>Indents an empty line; completes any other as far as the completions agree.</summary>
    private async Task TabAsync()
    {
        if (string.IsNullOrWhiteSpace(line.BeforeCursor))
        {
            line.Insert("    ");
            return;
        }

        var (start, matches) = await complete(line.BeforeCursor).ConfigureAwait(false);
        if (matches.Count == 0)
        {
            return;
        }

        var common = matches.Aggregate((one, other) => one[..one.AsSpan().CommonPrefixLength(other)]);
        if (common.Length > line.Cursor - start)
        {
            line.ReplaceFrom(start, common);
        }
        else if (matches.Count > 1)
        {
            screen.Finish(prompt, line);
            show(matches);
            screen.Begin();
        }
    }
}
