namespace Capsule.Runtime.Execution;

/// <summary>One task of a run.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Path">
/// Where it stands in the run: empty for the entry, else the path of the task that called it, <c>/</c> and the number of
/// that call among the requests of its caller (with <c>#</c> and the attempt before it, where the caller was retried).
/// </param>
/// <param name="Parent">The path of the task that called it, or null for the entry.</param>
public sealed record TaskReference(string Name, string Path, string? Parent)
{
    /// <summary>How many tasks are above it.</summary>
    public int Depth => Path.AsSpan().Count('/');

    /// <summary>The entry of a run.</summary>
    public static TaskReference Entry(string name) => new(name, "", null);

    /// <summary>A task that this one calls.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attempt">The attempt of this task, from 0.</param>
    /// <param name="position">The number of the call among the attempt's requests to the host.</param>
    public TaskReference Child(string name, int attempt, int position) => new(
        name,
        attempt == 0 ? $"{Path}/{position}" : $"{Path}#{attempt}/{position}",
        Path);
}
