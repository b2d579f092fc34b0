using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Projects;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Packages;

/// <summary>How commands that run something give it the packages that it declares, and those of <c>--with</c>.</summary>
/// <param name="isForProgram">Whether there is a program, whose capsule.lock can be insisted on.</param>
internal sealed class ProgramPackageFlags(bool isForProgram = true)
{
    private readonly PackageFlags flags = new();
    private readonly Option<string[]> with = new("--with")
    {
        Description = "A package for this call alone, such as numpy or \"pandas>=2\"; may be given several times.",
        HelpName = "REQUIREMENT",
    };

    internal void AddTo(Command command)
    {
        command.Add(with);
        flags.AddTo(command, mayLock: isForProgram);
    }

    /// <summary>The packages that were named for a call.</summary>
    internal IReadOnlyList<string> With(ParseResult parsed) => parsed.GetValue(with) ?? [];

    /// <summary>The request of a program, once the packages that it declares are installed.</summary>
    internal async Task<Outcome<ProgramRequest>> ProvideAsync(
        Terminal terminal, ParseResult parsed, CapsuleRuntime runtime, ProgramRequest request, CancellationToken cancellationToken)
    {
        if (!ProgramPackages.RequestOf(request, With(parsed)).TryGet(out var wanted, out var failure))
        {
            return failure;
        }

        if (wanted is null)
        {
            return request;
        }

        if (!flags.Read(parsed, request.Project.Packages).TryGet(out var options, out failure))
        {
            return failure;
        }

        var installed = await PackageProgress.ShowAsync(terminal, progress =>
        {
            var installer = new PackageInstaller(runtime, options) { Progress = progress };
            return new ProgramPackages(installer, options).InstallAsync(wanted, cancellationToken);
        }).ConfigureAwait(false);
        return !installed.TryGet(out var folder, out failure) ? failure
            : wanted.LockPath is not null ? request // The runtime finds them by the lock, which the program depends on then.
            : request with { SitePackages = folder };
    }

    /// <summary>The folder for sessions to import from: the one that was named, or one with the packages of <c>--with</c>; null for none.</summary>
    internal async Task<Outcome<string?>> FolderAsync(
        Terminal terminal, ParseResult parsed, CapsuleRuntime runtime, string? sitePackages, CancellationToken cancellationToken)
    {
        if (With(parsed).Count == 0)
        {
            return sitePackages;
        }

        if (sitePackages is not null)
        {
            return Failure.Config(ProgramPackages.Exclusive);
        }

        if (!ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out var failure)
            || !flags.Read(parsed, project.Packages).TryGet(out var options, out failure)
            || !new PackageRequest([], null, null).With(With(parsed)).TryGet(out var request, out failure))
        {
            return failure;
        }

        var installed = await PackageProgress.ShowAsync(terminal, progress =>
        {
            var installer = new PackageInstaller(runtime, options) { Progress = progress };
            return new ProgramPackages(installer, options).InstallAsync(request, cancellationToken);
        }).ConfigureAwait(false);
        return installed.TryGet(out var folder, out failure) ? folder : failure;
    }
}
