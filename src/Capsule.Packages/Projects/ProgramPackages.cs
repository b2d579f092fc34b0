using System.Text;
using Capsule.Files;
using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs;

namespace Capsule.Packages.Projects;

/// <summary>Gives programs the packages that they declare.</summary>
/// <param name="installer">Resolves and installs.</param>
/// <param name="options">What may be done for it.</param>
internal sealed class ProgramPackages(PackageInstaller installer, PackageOptions options)
{
    internal const string Exclusive = "--with and --site-packages exclude each other: leave out one of them";
    private const long LargestScript = 16 << 20;

    /// <summary>What a program declares: in itself (PEP 723), else in capsule.toml; and what a call adds. Null when that is nothing.</summary>
    internal static Outcome<PackageRequest?> RequestOf(ProgramRequest program, IReadOnlyList<string> with)
    {
        if (program.SitePackages is not null)
        {
            return with.Count == 0 ? (PackageRequest?)null : Failure.Config(Exclusive);
        }

        if (!ReadScript(program).TryGet(out var script, out var failure))
        {
            return failure;
        }

        var project = program.Project;
        if (script is null && project is { Packages: not null, SitePackages: not null })
        {
            return Failure.Config($"{project.Path}: [packages] and site_packages in [build] exclude each other: leave out one of them");
        }

        var found = script is { } block
            ? Of(Requirement.ParseAll(block.Dependencies), requirements => new PackageRequest(requirements, null, block.RequiresPython))
            : project.Packages is { } settings ? PackageRequest.OfProject(project.Folder!, settings.Dependencies)
            : with.Count > 0 ? new PackageRequest([], null, null)
            : (Outcome<PackageRequest>?)null;
        return found is not { } known ? (PackageRequest?)null
            : !known.TryGet(out var request, out failure) ? failure
            : request.With(with).TryGet(out var all, out failure) ? all
            : failure;
    }

    /// <summary>The folder with the packages of a request. A lock that is behind what is required is brought up to date, but with <c>--locked</c>.</summary>
    internal async Task<Outcome<string>> InstallAsync(PackageRequest request, CancellationToken cancellationToken) =>
        (await LockAsync(request, cancellationToken).ConfigureAwait(false)).TryGet(out var packages, out var failure)
            ? await installer.InstallAsync(packages, cancellationToken).ConfigureAwait(false)
            : failure;

    /// <summary>The lock of a request.</summary>
    internal async Task<Outcome<PackageLock>> LockAsync(PackageRequest request, CancellationToken cancellationToken)
    {
        if (request.LockPath is not { } path)
        {
            return await installer.AnswerAsync(request.Requirements, request.RequiresPython, cancellationToken).ConfigureAwait(false);
        }

        if (!LockFile.Read(path).TryGet(out var known, out var failure))
        {
            return failure;
        }

        if (known is not null && installer.IsCurrent(known, request.Requirements))
        {
            return known;
        }

        if (options.IsLocked)
        {
            return Failure.Config(known is null
                ? $"there is no {path}, and --locked wants it: make it with 'capsule lock', and commit it"
                : $"{path} is behind what capsule.toml requires, and --locked forbids changing it: run 'capsule lock', and commit it");
        }

        var resolved = await installer.ResolveAsync(request.Requirements, known?.Packages ?? [], request.RequiresPython, cancellationToken).ConfigureAwait(false);
        return resolved.TryGet(out var fresh, out failure) ? Write(path, fresh) : failure;
    }

    /// <summary>Writes a lock file.</summary>
    internal static Outcome<PackageLock> Write(string path, PackageLock packages)
    {
        try
        {
            LockFile.Write(path, packages);
            return packages;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be written: {e.Message}");
        }
    }

    private static Outcome<ScriptBlock?> ReadScript(ProgramRequest program)
    {
        var entry = program.EntryFile;
        if (program.Text is { } text)
        {
            return ScriptBlock.Read(Encoding.UTF8.GetString(text.Span), Path.GetFileName(entry));
        }

        try
        {
            return RegularFile.Exists(entry) ? ScriptBlock.Read(RegularFile.ReadText(entry, LargestScript), entry) : (ScriptBlock?)null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (ScriptBlock?)null; // Whoever loads the program says so.
        }
    }

    private static Outcome<PackageRequest> Of(Outcome<IReadOnlyList<Requirement>> read, Func<IReadOnlyList<Requirement>, PackageRequest> make) =>
        read.TryGet(out var requirements, out var failure) ? make(requirements) : failure;
}
