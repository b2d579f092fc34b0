namespace Capsule.Cli.Repl;

/// <summary>A line while it is typed: text and a cursor, which moves by what people see as one character.</summary>
internal sealed class EditedLine
{
    internal string Text { get; private set; } = "";

    internal int Cursor { get; private set; }

    internal string BeforeCursor => Text[..Cursor];

    internal void Set(string text) => (Text, Cursor) = (text, text.Length);

    internal void Insert(string text) => (Text, Cursor) = (Text.Insert(Cursor, text), Cursor + text.Length);

    /// <summary>Replaces what lies between a position and the cursor.</summary>
    internal void ReplaceFrom(int start, string text)
    {
        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
        Insert(text);
    }

    internal void Left() => Cursor -= CharactersBefore(Cursor);

    internal void Right() => Cursor += StringInfoLength(Cursor);

    internal void Home() => Cursor = 0;

    internal void End() => Cursor = Text.Length;

    internal void Backspace() => ReplaceFrom(Cursor - CharactersBefore(Cursor), "");

    internal void Delete() => Text = Text.Remove(Cursor, StringInfoLength(Cursor));

    internal void DeleteToEnd() => Text = Text[..Cursor];

    internal void DeleteToStart() => ReplaceFrom(0, "");

    internal void DeleteWord() => ReplaceFrom(WordStart(), "");

    internal void WordLeft() => Cursor = WordStart();

    internal void WordRight()
    {
        while (Cursor < Text.Length && !char.IsLetterOrDigit(Text[Cursor]))
        {
            Cursor++;
        }

        while (Cursor < Text.Length && char.IsLetterOrDigit(Text[Cursor]))
        {
            Cursor++;
        }
    }

    private int WordStart()
    {
        var start = Cursor;
        while (start > 0 && !char.IsLetterOrDigit(Text[start - 1]))
        {
            start--;
        }

        while (start > 0 && char.IsLetterOrDigit(Text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private int StringInfoLength(int at) => System.Globalization.StringInfo.GetNextTextElementLength(Text, at);

    private int CharactersBefore(int at)
    {
        var last = 0;
        for (var start = 0; start < at; start += last)
        {
            last = StringInfoLength(start);
        }

        return last;
    }
}
