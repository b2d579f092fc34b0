using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Options;
using Capsule.Packages.Projects;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule remove</c>: a project requires fewer packages.</summary>
internal sealed class RemoveCommand(Terminal terminal) : PackageCommand(terminal)
{
    private readonly Argument<string[]> named = new("NAME")
    {
        Description = "A package that capsule.toml requires.",
        Arity = ArgumentArity.OneOrMore,
    };

    internal static Command Create(Terminal terminal) => new RemoveCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        named.Validators.Add(Commands.Flags.Refuse);
        var command = new Command("remove", "Removes packages from the project, and from capsule.lock what only they required.") { named };
        Flags.AddTo(command, mayLock: false);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure)
            || !project.Requirements().TryGet(out var before, out failure))
        {
            return Refuse(failure);
        }

        var text = project.Text;
        foreach (var name in parsed.GetRequiredValue(named).Select(PackageName.Normalize))
        {
            if (DependencyEditor.Remove(text, name) is not { } changed)
            {
                return Refuse(Failure.Config(
                    $"{project.Path} does not require '{name}'{Suggestion.For(name, before.Select(requirement => requirement.Name))}"));
            }

            text = changed;
        }

        var left = DependencyEditor.Read(text);
        return await ApplyAsync(
            parsed, project, new Change(text, [.. before.Where(requirement => left.Contains(requirement.Text))], project.Lock?.Packages ?? []), cancellationToken)
            .ConfigureAwait(false);
    }
}
