using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Packages.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule tree</c>: shows what a project requires, and what that requires.</summary>
internal static class TreeCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command("tree", "Shows the packages of capsule.lock as what requires what. (*) stands for what is shown above.");
        command.SetAction(_ => Show(terminal));
        return command;
    }

    private static int Show(Terminal terminal)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure))
        {
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        if (project.Lock is not { } packages)
        {
            terminal.WriteError($"there is no {project.LockPath}: make it with 'capsule lock'");
            return ExitCodes.Usage;
        }

        foreach (var (depth, package, isRepeated) in PackageTree.Lines(packages))
        {
            terminal.WriteLine($"{new string(' ', depth * 2)}{package.Name} {package.Version}{(isRepeated ? " (*)" : "")}");
        }

        return ExitCodes.Success;
    }
}
