using Capsule.Policies;

namespace Capsule.Programs;

/// <summary>Makes a manifest of what a program declares.</summary>
/// <param name="policies">Checks the tasks' options.</param>
internal sealed class ManifestReader(PolicyReader policies)
{
    /// <summary>Threat: a program that declares a million tasks.</summary>
    private const int MostTasks = 1000;

    /// <summary>Checks all declarations.</summary>
    /// <param name="module">The module that declares them.</param>
    /// <param name="declarations">The tasks.</param>
    /// <param name="hasPlainMain">Whether the module defines a function <c>main</c> that is no task.</param>
    /// <param name="defaults">The policy of that function, when it is the entry.</param>
    public Outcome<ProgramManifest> Read(
        string module, IReadOnlyList<TaskDeclaration> declarations, bool hasPlainMain, TaskPolicy defaults)
    {
        if (declarations.Count > MostTasks)
        {
            return Failure.Config($"the program declares {declarations.Count} tasks, and {MostTasks} are allowed");
        }

        var tasks = new List<TaskDefinition>();
        foreach (var declaration in declarations)
        {
            if (!policies.Read(declaration).TryGet(out var task, out var failure))
            {
                return failure;
            }

            if (tasks.Find(other => other.Name == task.Name) is { } twin)
            {
                return Failure.Config(
                    $"two tasks have the name '{task.Name}': {twin.Function} (line {twin.Line}) and "
                    + $"{task.Function} (line {task.Line}); give one another name with @task(name=…)");
            }

            tasks.Add(task);
        }

        if (hasPlainMain && !tasks.Exists(task => task.Name == "main"))
        {
            tasks.Add(new TaskDefinition("main", $"{module}.main", 0, defaults));
        }

        return new ProgramManifest(module, tasks, EntryOf(tasks));
    }

    /// <summary>The task <c>main</c>, else the only one.</summary>
    private static string? EntryOf(List<TaskDefinition> tasks) =>
        tasks.Exists(task => task.Name == "main") ? "main" : tasks.Count == 1 ? tasks[0].Name : null;
}
