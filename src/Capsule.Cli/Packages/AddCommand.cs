using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Projects;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule add</c>: a project requires more packages.</summary>
internal sealed class AddCommand(Terminal terminal) : PackageCommand(terminal)
{
    private readonly Argument<string[]> named = new("REQUIREMENT")
    {
        Description = $"{Requirement.Forms}.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> files = new("--requirements", "-r")
    {
        Description = "A requirements.txt or pyproject.toml whose requirements are added.",
        HelpName = "FILE",
    };

    internal static Command Create(Terminal terminal) => new AddCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        named.Validators.Add(Commands.Flags.Refuse);
        var command = new Command(
            "add",
            """
            Adds packages to the project: to [packages] of capsule.toml, which is made where there is none, and to capsule.lock.

            Packages in pure Python can be used, and those with wheels for the sandbox's platform (docs/reference/packages.md).

              capsule add numpy
              capsule add "pandas>=2,<4" --index https://packages.example.com/simple/
              capsule add -r requirements.txt
            """);
        command.Add(named);
        command.Add(files);
        Flags.AddTo(command, mayLock: false);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: true).TryGet(out var project, out var failure)
            || !RequirementFiles.ReadAll(parsed.GetValue(files) ?? []).TryGet(out var fromFiles, out failure)
            || !Requirement.ParseAll([.. parsed.GetValue(named) ?? [], .. fromFiles]).TryGet(out var added, out failure)
            || !project.Requirements().TryGet(out var before, out failure))
        {
            return Refuse(failure);
        }

        if (added.Count == 0)
        {
            return Refuse(Failure.Config($"name a package to add: {Requirement.Forms}"));
        }

        var names = added.Select(requirement => requirement.Name).ToHashSet(StringComparer.Ordinal);
        Requirement[] wanted = [.. before.Where(requirement => !names.Contains(requirement.Name)), .. added];
        var kept = project.Lock?.Packages.Where(package => !names.Contains(package.Name)).ToArray() ?? [];
        return await ApplyAsync(parsed, project, new Change(project.Text, wanted, kept, found => Bound(project, added, found)), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A requirement that says no version gets the one that was found as its least, so that capsule.toml says what was tried.</summary>
    private static (string Text, PackageLock Packages) Bound(PackageProject project, IReadOnlyList<Requirement> added, PackageLock found)
    {
        var bounded = added.Select(requirement => requirement.HasVersion || requirement.Rest.Length > 0 || found.Find(requirement.Name) is not { } package
            ? requirement
            : Requirement.Parse($"{requirement.Name}{requirement.Extras}>={package.Version.Split('+')[0]}").Value ?? requirement).ToArray();
        var text = DependencyEditor.Add(project.Text, bounded);
        return (text, found with { Requirements = DependencyEditor.Read(text) });
    }
}
