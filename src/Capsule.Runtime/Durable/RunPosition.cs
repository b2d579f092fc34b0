using System.Globalization;
using System.Text;

namespace Capsule.Runtime.Durable;

/// <summary>How much of a run's history somebody knows, so that reading goes on there: as a text, <c>LOG.TASKS.OPEN</c>.</summary>
/// <param name="Log">The number of the last piece of output that is known, or 0.</param>
/// <param name="Tasks">How many tasks are known to have started.</param>
/// <param name="Open">Which of them, by their place in the list of tasks, are not known to have ended: ranges, first and last.</param>
internal sealed record RunPosition(long Log, int Tasks, IReadOnlyList<(int First, int Last)> Open)
{
    private const int MaxLength = 10_000;

    /// <summary>Where a history begins.</summary>
    internal static readonly RunPosition Start = new(0, 0, []);

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else. Threat: it comes from clients.</summary>
    internal static RunPosition? Parse(string text)
    {
        if (text.Length > MaxLength || text.Split('.') is not [var log, var tasks, var open]
            || !long.TryParse(log, NumberStyles.None, CultureInfo.InvariantCulture, out var lastLog)
            || !int.TryParse(tasks, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var ranges = open.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadRange).ToArray();
        return Array.TrueForAll(ranges, range => range is not null)
            ? new RunPosition(lastLog, count, [.. ranges.Select(range => range!.Value)])
            : null;
    }

    /// <summary>A position with the places of tasks that are open, ascending.</summary>
    internal static RunPosition Of(long log, int tasks, IEnumerable<int> open)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var place in open)
        {
            if (ranges.Count > 0 && ranges[^1].Last == place - 1)
            {
                ranges[^1] = (ranges[^1].First, place);
            }
            else
            {
                ranges.Add((place, place));
            }
        }

        return new RunPosition(log, tasks, ranges);
    }

    /// <summary>Whether the task at a place is open.</summary>
    internal bool IsOpen(int place) => Open.Any(range => range.First <= place && place <= range.Last);

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Log}.{Tasks}.");
        for (var i = 0; i < Open.Count; i++)
        {
            var (first, last) = Open[i];
            text.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{first}");
            _ = first == last ? text : text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }

        return text.ToString();
    }

    private static (int First, int Last)? ReadRange(string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? (first, last)
                : null;
    }
}
