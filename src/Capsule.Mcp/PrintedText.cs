using System.Globalization;
using System.Text;

namespace Capsule.Mcp;

/// <summary>What code prints: the beginning and the end of it, and how much it was.</summary>
/// <remarks>Threat: code that prints without end fills the host's memory.</remarks>
internal sealed class PrintedText
{
    private const int MaxHead = 1 << 20;
    private const int MaxTail = 1 << 16;
    private readonly StringBuilder head = new();
    private readonly StringBuilder tail = new();

    /// <summary>How many characters were printed.</summary>
    internal long Size { get; private set; }

    /// <summary>What is kept of it; what is not is counted where it was.</summary>
    internal string Text => Size == head.Length + tail.Length
        ? $"{head}{tail}"
        : string.Create(CultureInfo.InvariantCulture, $"{head}\n… [{Size - head.Length - tail.Length} characters not kept] …\n{tail}");

    internal void Add(string text)
    {
        Size += text.Length;
        var room = Math.Min(text.Length, MaxHead - head.Length);
        head.Append(text.AsSpan(0, room));
        tail.Append(text.AsSpan(room));
        if (tail.Length > 2 * MaxTail)
        {
            tail.Remove(0, tail.Length - MaxTail);
        }
    }
}
