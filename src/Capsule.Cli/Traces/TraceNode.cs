using System.Text;
using Capsule.Envelopes;
using Capsule.Journaling;

namespace Capsule.Cli.Traces;

/// <summary>A line of a trace: a task, or several that are alike.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Children">What is below it.</param>
internal sealed record TraceNode(IReadOnlyList<TaskRecord> Tasks, IReadOnlyList<TraceNode> Children)
{
    /// <summary>So many alike have a line each.</summary>
    private const int MostAlike = 5;

    internal TaskRecord First => Tasks[0];

    /// <summary>The HTTP requests of ended tasks.</summary>
    internal int Requests { get; } = Tasks.Sum(RequestsOf);

    /// <summary>The tasks of a run as a tree; tasks without a parent are its roots.</summary>
    internal static IReadOnlyList<TraceNode> Tree(IReadOnlyList<TaskRecord> tasks, bool fold)
    {
        var children = tasks.ToLookup(task => task.Path.Parent is { } parent ? parent.ToString() : null);
        var known = tasks.Select(task => task.Path.ToString()).ToHashSet(StringComparer.Ordinal);
        return Below(tasks.Where(task => task.Path.Parent is not { } parent || !known.Contains(parent.ToString())), children, fold);
    }

    private static List<TraceNode> Below(IEnumerable<TaskRecord> tasks, ILookup<string?, TaskRecord> children, bool fold)
    {
        var nodes = tasks.OrderBy(task => task.Started).ThenBy(task => task.Path.ToString().Length)
            .ThenBy(task => task.Path.ToString(), StringComparer.Ordinal)
            .Select(task => new TraceNode([task], Below(children[task.Path.ToString()], children, fold)));
        return fold
            ? [.. nodes.GroupBy(Likeness).SelectMany(group => group.Key is null || group.Count() <= MostAlike ? group
                : (IEnumerable<TraceNode>)[new TraceNode([.. group.Select(node => node.First)], [])])
                .OrderBy(node => node.First.Started)]
            : [.. nodes];
    }

    /// <summary>What is the same of tasks that are alike; null for a task that is worth a line.</summary>
    private static string? Likeness(TraceNode node) =>
        node.Children.Count > 0 ? null : $"{node.First.Name}\n{node.First.Status}\n{node.First.Attempts}";

    private static int RequestsOf(TaskRecord task) => task.Envelope is { } envelope
        && envelope.Contains("\"host_requests\":[{", StringComparison.Ordinal)
        ? EnvelopeReader.Read(Encoding.UTF8.GetBytes(envelope)).Execution.HostRequests.Count
        : 0;
}
