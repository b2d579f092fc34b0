using System.Text;
using Spectre.Console;

namespace Capsule.Cli.Display;

/// <summary>
/// The streams of the process. Standard output carries results and nothing else; everything for people goes to standard
/// error, with colours only where that is a terminal and NO_COLOR is not set (no-color.org).
/// </summary>
internal sealed class Terminal
{
    /// <summary>Takes streams; tests give their own.</summary>
    internal Terminal(Stream output, TextWriter error, bool isInteractive, bool hasColor)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
        Styled = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(error),
        });
    }

    /// <summary>Standard output, as bytes: results are UTF-8.</summary>
    internal Stream Output { get; }

    /// <summary>Standard error.</summary>
    internal TextWriter Error { get; }

    /// <summary>Standard error with colours and moving displays, where it has them.</summary>
    internal IAnsiConsole Styled { get; }

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

    /// <summary>Lines of the terminal; 24 where there is none.</summary>
    internal int Height => IsInteractive && Console.WindowHeight is > 2 and var lines ? lines : 24;

    /// <summary>Whether standard output shows colours.</summary>
    internal bool OutputHasColor { get; init; }

    /// <summary>One line of output whose text was made printable, and may have colours.</summary>
    internal void WriteStyled(string line) => Output.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>One line of output. Text may be a guest's.</summary>
    internal void WriteLine(string text) => Output.Write(Encoding.UTF8.GetBytes(StyledLines.Printable(text) + "\n"));

    /// <summary>One line about what went wrong.</summary>
    internal void WriteError(string message) => Styled.Write(new Text("error: ", new Style(Color.Red)), message);

    /// <summary>One line about what is not as it should be, and does not stop the work.</summary>
    internal void WriteWarning(string message) => Styled.Write(new Text("warning: ", new Style(Color.Yellow)), message);
}
