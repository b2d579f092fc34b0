using System.CommandLine;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule outdated</c>: shows which packages have newer versions.</summary>
internal sealed class OutdatedCommand(Terminal terminal) : PackageCommand(terminal)
{
    internal static Command Create(Terminal terminal) => new OutdatedCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "outdated",
            "Lists packages of capsule.lock that have newer versions: the one that is locked, the newest that capsule.toml allows, and the newest that goes together with the others.");
        Flags.AddTo(command, mayLock: false);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure)
            || !project.Requirements().TryGet(out var requirements, out failure)
            || !Flags.Read(parsed, project.Settings).TryGet(out var options, out failure))
        {
            return Refuse(failure);
        }

        if (project.Lock is not { } now)
        {
            return Refuse(Failure.Config($"there is no {project.LockPath}: make it with 'capsule lock'"));
        }

        if (!Requirement.ParseAll(requirements.Select(requirement => requirement.Name + requirement.Extras)).TryGet(out var free, out failure))
        {
            return Refuse(failure);
        }

        var asked = await RuntimeSession.UseAsync<(PackageLock Allowed, PackageLock Newest)>(
            Terminal,
            async runtime => await PackageProgress.ShowAsync<Outcome<(PackageLock, PackageLock)>>(Terminal, async progress =>
            {
                var installer = new PackageInstaller(runtime, options) { Progress = progress };
                var allowed = await installer.ResolveAsync(requirements, [], null, cancellationToken).ConfigureAwait(false);
                if (!allowed.TryGet(out var first, out var problem))
                {
                    return problem;
                }

                var newest = await installer.ResolveAsync(free, [], null, cancellationToken).ConfigureAwait(false);
                return newest.TryGet(out var second, out problem) ? (first, second) : problem;
            }).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (asked.Failure is { } reason)
        {
            return Refuse(reason);
        }

        var (within, beyond) = asked.Value;
        foreach (var package in now.Packages)
        {
            var (allowed, newest) = (within.Find(package.Name)?.Version ?? package.Version, beyond.Find(package.Name)?.Version ?? package.Version);
            if (allowed != package.Version || newest != package.Version)
            {
                Terminal.WriteLine($"{package.Name,-24} {package.Version,-12} {allowed,-12} {newest}");
            }
        }

        return ExitCodes.Success;
    }
}
