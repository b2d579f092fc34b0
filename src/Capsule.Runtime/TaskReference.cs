
namespace Capsule.Runtime;

/// <summary>One task of a run.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Path">Where it stands in the run.</param>
public sealed record TaskReference(string Name, TaskPath Path)
{
    /// <summary>The tasks that one attempt may start: the numbers of the next attempt's come behind them.</summary>
    private const int MostChildren = 10_000_000;

    /// <summary>The entry of a run.</summary>
    public static TaskReference Entry(string name) => new(name, TaskPath.Root);

    /// <summary>A task that this one calls.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attempt">The attempt of this task, from 0.</param>
    /// <param name="ordinal">How many tasks the attempt called before.</param>
    internal TaskReference Child(string name, int attempt, int ordinal) =>
        new(name, Path.Child((attempt * MostChildren) + ordinal));
}
