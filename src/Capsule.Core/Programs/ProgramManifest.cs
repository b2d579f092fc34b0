namespace Capsule.Programs;

/// <summary>What a program consists of, as far as running it goes: its tasks, in the order of declaration.</summary>
/// <param name="Module">The Python module that declares them.</param>
/// <param name="Tasks">The tasks, by name.</param>
/// <param name="Entry">The name of the task that a run starts with, or null when the program has no entry.</param>
internal sealed record ProgramManifest(string Module, IReadOnlyList<TaskDefinition> Tasks, string? Entry)
{
    /// <summary>The task with a name, or null.</summary>
    public TaskDefinition? Find(string name) => Tasks.FirstOrDefault(task => task.Name == name);
}
