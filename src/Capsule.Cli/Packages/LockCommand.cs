using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule lock</c>: writes which packages a project's requirements mean.</summary>
internal sealed class LockCommand(Terminal terminal) : PackageCommand(terminal)
{
    private readonly Option<bool> upgrade = new("--upgrade", "-U") { Description = "Take the newest versions that meet the requirements." };
    private readonly Option<string[]> upgraded = new("--upgrade-package", "-P")
    {
        Description = "Take the newest version of this package, and leave the others; may be given several times.",
        HelpName = "NAME",
    };

    internal static Command Create(Terminal terminal) => new LockCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "lock",
            "Writes capsule.lock: each package that capsule.toml requires, and what those require, by version and hash. Locked versions stay where they still do.")
        {
            upgrade, upgraded,
        };
        Flags.AddTo(command, mayLock: false);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure)
            || !project.Requirements().TryGet(out var requirements, out failure))
        {
            return Refuse(failure);
        }

        var names = (parsed.GetValue(upgraded) ?? []).Select(PackageName.Normalize).ToHashSet(StringComparer.Ordinal);
        var kept = parsed.GetValue(upgrade) ? [] : project.Lock?.Packages.Where(package => !names.Contains(package.Name)).ToArray() ?? [];
        return await ApplyAsync(parsed, project, new Change(project.Text, requirements, kept), cancellationToken).ConfigureAwait(false);
    }
}
