using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Capsule.Cli.Display;

/// <summary>
/// The streams of the process. Standard output carries results and nothing else; everything for people goes to standard
/// error, with colours only where that is a terminal and NO_COLOR is not set (no-color.org).
/// </summary>
internal sealed class Terminal
{
    private readonly TextWriter error;
    private readonly IAnsiConsole styled;
    private readonly Stream errorBytes = Console.OpenStandardError();

    private Terminal(Stream output, TextWriter error, bool isInteractive, bool hasColor)
    {
        Data = output;
        this.error = error;
        IsInteractive = isInteractive;
        styled = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(error),
        });
    }

    /// <summary>Standard output, for what programs read: JSON, results, scripts. What people read is <see cref="DisplayText"/>.</summary>
    internal Stream Data { get; }

    /// <summary>For the editor of lines alone, which moves the cursor.</summary>
    internal TextWriter Screen => error;

    /// <summary>Whether somebody looks at standard error.</summary>
    internal bool IsInteractive { get; }

    /// <summary>Why standard output takes nothing any more, or null.</summary>
    internal Exception? OutputFailure { get; private set; }

    /// <summary>Raised when standard output takes nothing any more: what would be written to it is not worth computing.</summary>
    internal event Action? OutputLost;

    internal static Terminal OfProcess()
    {
        var isInteractive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        var hasColor = isInteractive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
        return new Terminal(StandardOutput.Open(), TextWriter.Synchronized(error), isInteractive, hasColor)
        {
            OutputHasColor = hasColor && !Console.IsOutputRedirected,
        };
    }

    /// <summary>Standard output failed: its reader is gone, its disk is full, or it was never open.</summary>
    internal void LoseOutput(Exception failure)
    {
        OutputFailure ??= failure;
        OutputLost?.Invoke();
    }

    /// <summary>Columns of the terminal; 80 where there is none.</summary>
    internal int Width => IsInteractive && Console.WindowWidth is > 20 and var columns ? columns : 80;

    /// <summary>Columns of standard output; 80 where it is no terminal.</summary>
    internal static int OutputWidth => !Console.IsOutputRedirected && Console.WindowWidth is > 20 and var columns ? columns : 80;

    /// <summary>How wide a line of a list may be: whatever reads it where standard output is no terminal gets it whole.</summary>
    internal static int ListWidth => Console.IsOutputRedirected ? int.MaxValue : OutputWidth;

    /// <summary>Lines of the terminal; 24 where there is none.</summary>
    internal int Height => IsInteractive && Console.WindowHeight is > 2 and var lines ? lines : 24;

    /// <summary>Whether standard output shows colours.</summary>
    internal bool OutputHasColor { get; init; }

    /// <summary>One line of output, or a few.</summary>
    internal void WriteLine(DisplayText text) => Data.Write(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>A line of output whose parts may have colours.</summary>
    internal void WriteLine(IEnumerable<(DisplayText Text, int? Color)> parts) => Data.Write(Encoding.UTF8.GetBytes(string.Concat(
        parts.Select(part => OutputHasColor && part.Color is { } color
            ? string.Create(CultureInfo.InvariantCulture, $"\e[{color}m{part.Text}\e[0m")
            : part.Text.ToString())).TrimEnd() + "\n"));

    /// <summary>One line for people, on standard error.</summary>
    internal void Tell(DisplayText text) => error.WriteLine(text.ToString());

    /// <summary>One line for people with a coloured start.</summary>
    internal void Tell(string start, Color color, DisplayText text)
    {
        styled.Write(new Text(start, new Style(color)));
        error.WriteLine(text.ToString());
    }

    /// <summary>An empty line for people.</summary>
    internal void TellNothing() => error.WriteLine();

    /// <summary>One line about what went wrong.</summary>
    internal void WriteError(DisplayText message) => Tell("error: ", Color.Red, message);

    /// <summary>What went wrong. A message may have several lines.</summary>
    internal void WriteError(Failure failure) => WriteError(DisplayText.Message(failure.Message));

    /// <summary>One line about what is not as it should be, and does not stop the work.</summary>
    internal void WriteWarning(DisplayText message) => Tell("warning: ", Color.Yellow, message);

    /// <summary>What a task prints, as it is: a task is a program like any other (docs/explanation/security.md).</summary>
    internal void PassOn(ReadOnlySpan<byte> printed, bool toError)
    {
        var stream = toError ? errorBytes : Data;
        stream.Write(printed);
        stream.Flush();
    }

    /// <summary>What a task printed some time ago, or a cell prints: harmless where a terminal shows it, and else as it is.</summary>
    internal void WriteOutput(string printed, bool toError)
    {
        var isTerminal = toError ? !Console.IsErrorRedirected : !Console.IsOutputRedirected;
        PassOn(Encoding.UTF8.GetBytes(isTerminal ? DisplayText.Output(printed).ToString() : printed), toError);
    }

    /// <summary>Shows lines that change, until the work is done.</summary>
    internal Task ShowAsync(Func<Action<IEnumerable<DisplayText>>, Task> work) =>
        styled.Live(new Text("")).AutoClear(false).StartAsync(context =>
            work(lines => context.UpdateTarget(new Text(string.Join('\n', lines)))));

    /// <summary>Shows that something is going on, until the work is done.</summary>
    internal Task ShowProgressAsync(DisplayText text, Func<Action<DisplayText>, Task> work) =>
        styled.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(text.ToString()), context =>
            work(next => context.Status(Markup.Escape(next.ToString()))));
}
