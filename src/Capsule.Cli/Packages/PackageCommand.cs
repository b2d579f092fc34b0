using System.CommandLine;
using System.Diagnostics;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Locking;
using Capsule.Runtime.Locking;

namespace Capsule.Cli.Packages;

/// <summary>What the commands have in common that change a project's packages: they resolve, install, write, and tell what is different, in this order, so that a failure leaves all as it was.</summary>
internal abstract class PackageCommand(Terminal terminal)
{
    /// <summary>Where packages come from.</summary>
    protected PackageFlags Flags { get; } = new();

    /// <summary>Where the command tells what it does.</summary>
    protected Terminal Terminal { get; } = terminal;

    /// <summary>Says what a change is to lead to.</summary>
    /// <param name="Text">The text of capsule.toml, once it is known which versions there are.</param>
    /// <param name="Requirements">What is required then.</param>
    /// <param name="Kept">Versions to keep where possible.</param>
    /// <param name="Final">The requirements and the text to write, for the packages that were found; null for those above.</param>
    protected sealed record Change(
        string Text, IReadOnlyList<Requirement> Requirements, IReadOnlyList<LockedPackage> Kept, Func<PackageLock, (string Text, PackageLock Packages)>? Final = null);

    /// <summary>Carries a change out.</summary>
    protected async Task<int> ApplyAsync(ParseResult parsed, PackageProject project, Change change, CancellationToken cancellationToken)
    {
        if (!Flags.Read(parsed, project.Settings).TryGet(out var options, out var failure))
        {
            return Refuse(failure);
        }

        var watch = Stopwatch.StartNew();
        var applied = await RuntimeSession.UseAsync<PackageLock>(
            Terminal,
            async runtime => await PackageProgress.ShowAsync<Outcome<PackageLock>>(Terminal, async progress =>
            {
                var installer = new PackageInstaller(runtime, options) { Progress = progress };
                var resolved = await installer.ResolveAsync(change.Requirements, change.Kept, null, cancellationToken).ConfigureAwait(false);
                if (!resolved.TryGet(out var packages, out var problem))
                {
                    return problem;
                }

                var (text, final) = change.Final?.Invoke(packages) ?? (change.Text, packages);
                var installed = await installer.InstallAsync(final, cancellationToken).ConfigureAwait(false);
                return installed.TryGet(out _, out problem) ? project.Write(text, final) : problem;
            }).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (!applied.TryGet(out var now, out failure))
        {
            return Refuse(failure);
        }

        Tell(project.Lock, now, watch.Elapsed);
        return ExitCodes.Success;
    }

    /// <summary>Tells what is different.</summary>
    protected void Tell(PackageLock? before, PackageLock now, TimeSpan time)
    {
        Terminal.Tell($"{Count(now.Packages.Count)}, {time.TotalSeconds:0.0} s");
        foreach (var change in PackageChange.Between(before, now))
        {
            switch (change)
            {
                case { Before: null }:
                    Terminal.Tell(" + ", Spectre.Console.Color.Green, DisplayText.Of($"{change.Name} {change.After}"));
                    break;
                case { After: null }:
                    Terminal.Tell(" - ", Spectre.Console.Color.Red, DisplayText.Of($"{change.Name} {change.Before}"));
                    break;
                default:
                    Terminal.Tell(" ~ ", Spectre.Console.Color.Yellow, DisplayText.Of($"{change.Name} {change.Before} -> {change.After}"));
                    break;
            }
        }
    }

    /// <summary>A number of packages, in words.</summary>
    protected static string Count(int packages) => packages == 1 ? "1 package" : FormattableString.Invariant($"{packages} packages");

    /// <summary>Tells why nothing was done.</summary>
    protected int Refuse(Failure failure)
    {
        Terminal.WriteError(failure);
        return ExitCodes.Of(failure);
    }
}
