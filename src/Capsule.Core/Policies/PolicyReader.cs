using Capsule.Options;
using Capsule.Programs;

namespace Capsule.Policies;

/// <summary>
/// Checks what tasks declare. Every value is either honoured or refused with a message that names the task, the option,
/// the value and what would be right: there is no silent default.
/// </summary>
/// <param name="defaults">The policy of a task that declares nothing.</param>
internal sealed class PolicyReader(TaskPolicy defaults)
{
    private const string NameForms = "a string of 1 to 128 characters, none of them a control character";

    /// <summary>Checks one declaration.</summary>
    public Outcome<TaskDefinition> Read(TaskDeclaration task)
    {
        if (task.Name is not { Length: > 0 and <= 128 } name || name.Any(char.IsControl))
        {
            var written = task.Options.GetValueOrDefault("name") ?? new OptionValue.Text(task.Name ?? "");
            return Failure.Config(
                $"{Where(task with { Name = null })}: name={written.Show()} is not valid; use {NameForms}");
        }

        var policy = defaults;
        foreach (var (option, value) in task.Options.Where(option => option.Key != "name"))
        {
            if (!Apply(task, policy, option, value).TryGet(out var changed, out var failure))
            {
                return failure;
            }

            policy = changed;
        }

        return new TaskDefinition(name, task.Function, task.Line, policy);
    }

    private static Outcome<TaskPolicy> Apply(TaskDeclaration task, TaskPolicy policy, string name, OptionValue value)
    {
        if (PolicyOptions.Find(name) is not { } option)
        {
            var known = PolicyOptions.All.Select(option => option.Name).Prepend("name");
            return Failure.Config($"{Where(task)}: there is no option '{name}'{Suggestion.For(name, known)}");
        }

        if (value is OptionValue.None)
        {
            return policy;
        }

        if (option.Apply(policy, value) is not { } changed)
        {
            return Failure.Config($"{Where(task)}: {name}={value.Show()} is not valid; use {option.Forms}");
        }

        return option.FindProblem(changed) is { } problem ? Failure.Config($"{Where(task)}: {problem}") : changed;
    }

    private static string Where(TaskDeclaration task) =>
        $"task '{task.Name ?? task.Function}'" + (task.Line > 0 ? $" (line {task.Line})" : "");
}
