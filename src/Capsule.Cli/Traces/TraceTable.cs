using System.Globalization;
using Capsule.Cli.Display;
using Capsule.Journaling;
using static System.FormattableString;

namespace Capsule.Cli.Traces;

/// <summary>Draws a trace: a tree at the left, figures, and at the right what was executed when.</summary>
/// <param name="width">Columns of the terminal.</param>
internal sealed class TraceTable(int width)
{
    private const string Figures = "   TIME   FUEL   MEM REQ ";

    private readonly int nameWidth = Math.Clamp((width - Figures.Length) * 2 / 5, 14, 44);

    private int BarWidth => Math.Max(8, width - 1 - nameWidth - Figures.Length - 2);

    /// <summary>The lines of a trace, the first of them titles.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tasks">Its tasks.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="isFolded">Whether many alike are one line.</param>
    internal static IEnumerable<IReadOnlyList<(DisplayText Text, int? Color)>> Draw(
        RunRecord run, IReadOnlyList<TaskRecord> tasks, int width, bool isFolded) =>
        new TraceTable(width).Lines(
            run, TraceNode.Tree(tasks, isFolded), run.IsOwned ? TimeProvider.System.GetUtcNow() : run.Ended ?? run.Updated);

    private IEnumerable<IReadOnlyList<(DisplayText Text, int? Color)>> Lines(RunRecord run, IReadOnlyList<TraceNode> roots, DateTimeOffset now)
    {
        var scale = new TimeScale(run.Start.Created, now, BarWidth);
        yield return [(DisplayText.Of($"{run.Id}  {run.Status.ToName()}  {Times.Show(run.Start.Created)}"), null)];
        yield return [(DisplayText.Of($"  {Pad(DisplayText.Of($"TASK"))}{Column(Figures)}{Column(scale.Title)}"), null)];
        foreach (var root in roots)
        {
            foreach (var line in Lines(root, "", "", scale))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<IReadOnlyList<(DisplayText Text, int? Color)>> Lines(TraceNode node, string branch, string indent, TimeScale scale)
    {
        yield return Line(node, branch, scale);
        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            foreach (var line in Lines(node.Children[i], indent + (isLast ? "└ " : "├ "), indent + (isLast ? "  " : "│ "), scale))
            {
                yield return line;
            }
        }
    }

    private IReadOnlyList<(DisplayText Text, int? Color)> Line(TraceNode node, string branch, TimeScale scale)
    {
        var (mark, color) = MarkOf(node.First.Status);
        var requests = node.Requests > 0 ? node.Requests.ToString(CultureInfo.InvariantCulture) : "";
        var figures = DisplayText.Of($"{TimeOf(node, scale.End),8}{Count(FuelOf(node)),7}{Memory(node.Tasks.Max(task => task.Ram)),6}{requests,4} ");
        var bar = scale.Draw(node.Tasks.Select(task => (task.Started, task.Ended)));
        return [(DisplayText.Of($"{mark}"), color), (DisplayText.Of($" {Pad(DisplayText.Of($"{Column(branch)}{NameOf(node)}"))}{figures}"), null), (Column(bar), color)];
    }

    private static string NameOf(TraceNode node) => node.First.Name
        + (node.Tasks.Count > 1 ? $" × {node.Tasks.Count.ToString(CultureInfo.InvariantCulture)}" : "")
        + (node.First.Attempts > 1 ? $" ({node.First.Attempts.ToString(CultureInfo.InvariantCulture)} attempts)" : "");

    /// <summary>Of several, the longest.</summary>
    private static string TimeOf(TraceNode node, DateTimeOffset now) =>
        (node.Tasks.Count > 1 ? "≤" : "") + Times.Show(node.Tasks.Max(task => (task.Ended ?? now) - task.Started));

    /// <summary>Threat: figures of a stranger's journal, whose sum is none that a number holds.</summary>
    private static long FuelOf(TraceNode node) =>
        (long)Int128.Clamp(node.Tasks.Aggregate(Int128.Zero, (sum, task) => sum + task.Fuel), 0, long.MaxValue);

    private static (string Mark, int Color) MarkOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => ("✓", 32),
        ExecutionStatus.Failed => ("✗", 31),
        ExecutionStatus.Cancelled => ("⊘", 33),
        ExecutionStatus.Waiting => ("…", 36),
        _ => ("●", 34),
    };

    private DisplayText Pad(DisplayText text) => text.Shorten(nameWidth).PadRight(nameWidth);

    /// <summary>What we drew, in which spaces count.</summary>
    private static DisplayText Column(string drawn) => DisplayText.Output(drawn);

    private static string Memory(long bytes) => bytes == 0 ? "" : $"{Math.Max(1, bytes >> 20).ToString(CultureInfo.InvariantCulture)}M";

    private static string Count(long units) => units switch
    {
        0 => "",
        < 10_000 => Invariant($"{units}"),
        < 10_000_000 => Invariant($"{units / 1_000}k"),
        < 10_000_000_000 => Invariant($"{units / 1_000_000}M"),
        _ => Invariant($"{units / 1_000_000_000}G"),
    };
}
