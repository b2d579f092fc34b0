using System.CommandLine;
using System.Diagnostics;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Projects;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule sync</c>: puts the packages of capsule.lock on this machine.</summary>
internal sealed class SyncCommand(Terminal terminal) : PackageCommand(terminal)
{
    internal static Command Create(Terminal terminal) => new SyncCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "sync",
            """
            Installs what capsule.lock says, each file checked by its hash; runs do so by themselves. A lock that is behind
            capsule.toml is brought up to date first.

              capsule sync --locked                 in CI, or while a container image is built
            """);
        Flags.AddTo(command, mayLock: true);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure)
            || !PackageRequest.OfProject(Path.GetDirectoryName(project.Path)!, project.Settings.Dependencies).TryGet(out var request, out failure)
            || !Flags.Read(parsed, project.Settings).TryGet(out var options, out failure))
        {
            return Refuse(failure);
        }

        var watch = Stopwatch.StartNew();
        var done = await RuntimeSession.UseAsync<PackageLock>(
            Terminal,
            async runtime => await PackageProgress.ShowAsync<Outcome<PackageLock>>(Terminal, async progress =>
            {
                var installer = new PackageInstaller(runtime, options) { Progress = progress };
                var locked = await new ProgramPackages(installer, options).LockAsync(request, cancellationToken).ConfigureAwait(false);
                if (!locked.TryGet(out var packages, out var problem))
                {
                    return problem;
                }

                var installed = await installer.InstallAsync(packages, cancellationToken).ConfigureAwait(false);
                return installed.TryGet(out _, out problem) ? packages : problem;
            }).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (!done.TryGet(out var now, out failure))
        {
            return Refuse(failure);
        }

        Tell(project.Lock, now, watch.Elapsed);
        return ExitCodes.Success;
    }
}
