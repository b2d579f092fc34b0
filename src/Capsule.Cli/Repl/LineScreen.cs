using Spectre.Console;

namespace Capsule.Cli.Repl;

/// <summary>
/// Draws a line that is edited, over as many rows of the terminal as it takes. It knows where the cursor is by what it
/// drew last, and asks the terminal for nothing but its width.
/// </summary>
/// <param name="writer">The terminal.</param>
/// <param name="width">Its width in columns.</param>
internal sealed class LineScreen(TextWriter writer, Func<int> width)
{
    private const string ClearBelow = "\e[J";
    private int row;

    /// <summary>A new line starts where the terminal's cursor is.</summary>
    internal void Begin() => row = 0;

    internal void Draw(string prompt, EditedLine line)
    {
        var columns = Math.Max(2, width());
        var (endRow, endColumn) = Place(prompt + line.Text, columns);
        var (cursorRow, cursorColumn) = Place(prompt + line.BeforeCursor, columns);
        // A row that is exactly full leaves the terminal's cursor on it: a space moves it on, as the count has it.
        var fill = endColumn == 0 && endRow > 0 ? " \r" : "";
        writer.Write($"{Up(row)}\r{ClearBelow}{prompt}{line.Text}{fill}{Up(endRow - cursorRow)}\r{Forward(cursorColumn)}");
        writer.Flush();
        row = cursorRow;
    }

    /// <summary>Leaves the line as it is, and goes below it.</summary>
    internal void Finish(string prompt, EditedLine line)
    {
        line.End();
        Draw(prompt, line);
        writer.WriteLine();
        writer.Flush();
    }

    /// <summary>Clears the whole terminal.</summary>
    internal void Clear()
    {
        writer.Write("\e[H\e[2J");
        row = 0;
    }

    /// <summary>The row and column behind a text. A wide character does not start in the last column.</summary>
    internal static (int Row, int Column) Place(string text, int columns)
    {
        var (row, column) = (0, 0);
        var elements = System.Globalization.StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var cells = Math.Max(0, elements.GetTextElement().GetCellWidth());
            if (column + cells > columns)
            {
                (row, column) = (row + 1, 0);
            }

            column += cells;
            if (column == columns)
            {
                (row, column) = (row + 1, 0);
            }
        }

        return (row, column);
    }

    private static string Up(int rows) => rows > 0 ? $"\e[{rows}A" : "";

    private static string Forward(int columns) => columns > 0 ? $"\e[{columns}C" : "";
}
