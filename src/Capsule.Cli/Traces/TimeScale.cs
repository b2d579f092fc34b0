using Capsule.Cli.Display;

namespace Capsule.Cli.Traces;

/// <summary>Maps times to columns.</summary>
/// <param name="begin">The time of the first column.</param>
/// <param name="end">The time behind the last one.</param>
/// <param name="width">How many columns.</param>
internal sealed class TimeScale(DateTimeOffset begin, DateTimeOffset end, int width)
{
    /// <summary>Eighths of a column, from the left.</summary>
    private const string Blocks = "▏▎▍▌▋▊▉█";

    private readonly double length = Math.Max(1, (end - begin).Ticks);

    internal DateTimeOffset End => end;

    /// <summary>Zero at the left, the whole time at the right.</summary>
    internal string Title => "0" + Times.Show(end - begin).PadLeft(width - 1);

    /// <summary>A bar for each span, over each other; what has not ended goes on to the end.</summary>
    internal string Draw(IEnumerable<(DateTimeOffset Start, DateTimeOffset? End)> spans)
    {
        var fill = new double[width];
        foreach (var (from, to) in spans)
        {
            var (left, right) = (Column(from), Column(to ?? end));
            for (var i = (int)Math.Min(left, width - 1); i < width && (i < right || i == (int)left); i++)
            {
                fill[i] = Math.Max(fill[i], Math.Min(right, i + 1) - Math.Max(left, i));
            }
        }

        var (first, last) = (Array.FindIndex(fill, part => part > 0), Array.FindLastIndex(fill, part => part > 0));
        return new string([.. fill.Select((part, i) =>
            part <= 0 ? ' ' : first == last || i == last ? Blocks[Math.Clamp((int)(part * 8), 0, 7)] : '█')]);
    }

    private double Column(DateTimeOffset time) => Math.Clamp((time - begin).Ticks / length * width, 0, width - 0.001);
}
