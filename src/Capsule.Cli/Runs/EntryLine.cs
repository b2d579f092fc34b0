using System.Text;
using Capsule.Cli.Display;
using Capsule.Journaling;

namespace Capsule.Cli.Runs;

/// <summary>Shows an answer that a task got.</summary>
internal static class EntryLine
{
    private const int Shortened = 60;

    /// <summary>Position, kind, time since the run's start, size, and the answer.</summary>
    internal static DisplayText Of(JournalEntry entry, DateTimeOffset begin, bool isWhole)
    {
        var text = DisplayText.Of(Text(entry.Payload.Span));
        return DisplayText.Of(
            $"{entry.Position,6}  {entry.Kind,-12} {Times.Show(entry.Time - begin),8} {Sizes.Show(entry.Payload.Length),9}  {(isWhole ? text : text.Shorten(Shortened))}")
            .TrimEnd();
    }

    /// <summary>The JSON of an answer; bytes follow behind a zero.</summary>
    private static string Text(ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf((byte)0);
        return end < 0
            ? Encoding.UTF8.GetString(payload)
            : $"{Encoding.UTF8.GetString(payload[..end])} {Encoding.UTF8.GetString(payload[(end + 1)..])}";
    }
}
