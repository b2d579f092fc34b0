using System.CommandLine;
using Capsule.Programs;

namespace Capsule.Cli.Commands;

/// <summary>Which task of a program is run.</summary>
internal sealed class TaskChoice
{
    /// <summary>A message lists so many names: an artifact may have a thousand.</summary>
    private const int MostNames = 20;

    private readonly Option<string?> name = new("--task")
    {
        Description = "The task to run; by default 'main', or the only one.",
        HelpName = "NAME",
    };

    internal void AddTo(Command command) => command.Add(name);

    /// <summary>The name that was given, or null.</summary>
    internal string? Read(ParseResult parsed) => parsed.GetValue(name);

    /// <summary>Why a program needs the flag; null when it has an entry, or the flag is there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="program">What the program declares.</param>
    internal Failure? WhyNeeded(ParseResult parsed, ProgramManifest program)
    {
        if (program.Entry is not null || program.Tasks.Count == 0 || Read(parsed) is not null)
        {
            return null;
        }

        var names = program.Tasks.Select(task => task.Name).ToArray();
        var list = string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) + (names.Length > MostNames ? ", …" : "");

        // Threat: the name of a stranger's task that does something else when a shell reads it.
        var example = Array.Find(names, name => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')) ?? "NAME";
        return Failure.Config($"the program has several tasks, and none is 'main': {list}; choose one, such as --task {example}");
    }
}
