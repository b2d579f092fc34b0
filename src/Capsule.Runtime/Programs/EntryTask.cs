using Capsule.Options;
using Capsule.Programs;

namespace Capsule.Runtime.Programs;

/// <summary>Finds the task that a run starts with.</summary>
internal static class EntryTask
{
    /// <summary>The task of a name; without one, the program's entry.</summary>
    internal static Outcome<TaskDefinition> Find(ProgramManifest manifest, string? name)
    {
        var names = manifest.Tasks.Count == 0
            ? "it declares no tasks: put @task above a function, or call it main"
            : $"its tasks are {string.Join(", ", manifest.Tasks.Select(task => $"'{task.Name}'"))}";
        if (name is not null)
        {
            return manifest.Find(name) is { } task
                ? task
                : Failure.Config($"the program has no task '{name}'; {names}{Suggestion.For(name, manifest.Tasks.Select(task => task.Name))}");
        }

        return manifest.Entry is { } entry
            ? manifest.Find(entry)!
            : Failure.Config($"the program has no task or function 'main' to start with; {names}");
    }
}
