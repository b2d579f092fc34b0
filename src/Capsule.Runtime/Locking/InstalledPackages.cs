using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Locking;

/// <summary>Finds what <c>[packages]</c> of a capsule.toml requires, where <c>capsule sync</c>, or a run, has put it.</summary>
/// <param name="cache">The cache's folder.</param>
internal sealed class InstalledPackages(string cache)
{
    /// <summary>The folder with the project's packages; null where capsule.toml has no such section. Nothing is fetched here.</summary>
    /// <param name="project">The project.</param>
    /// <param name="tracker">Is told of the lock file, which the program depends on; or null.</param>
    internal Outcome<string?> Find(ProjectFile project, InputTracker? tracker)
    {
        if (project is not { Packages: { } settings, Folder: { } folder })
        {
            return (string?)null;
        }

        if (project.SitePackages is not null)
        {
            return Failure.Config($"{project.Path}: [packages] and site_packages in [build] exclude each other: leave out one of them");
        }

        var path = Path.Combine(folder, LockFile.FileName);
        if (!LockFile.Read(path).TryGet(out var packages, out var failure))
        {
            return failure;
        }

        if (packages is null)
        {
            return Failure.Config($"{project.Path} has [packages], and there is no {path}: make it with 'capsule lock', and commit it");
        }

        tracker?.ReadNamed(path, LockFile.SizeLimit);
        if (!packages.Requirements.SequenceEqual(settings.Dependencies.Select(text => text.Trim()), StringComparer.Ordinal))
        {
            return Failure.Config($"{path} is behind what {project.Path} requires: run 'capsule lock', and commit it");
        }

        var place = PackageCache.SetPath(cache, packages.Packages);
        return Directory.Exists(place) ? place
            : Failure.Config($"the packages of {path} are not installed on this machine: run 'capsule sync' in {folder}");
    }
}
