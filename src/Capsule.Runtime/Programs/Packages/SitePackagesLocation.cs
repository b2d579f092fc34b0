using Capsule.Runtime.Locking;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// Finds the folder of installed packages: the one that was named, else what capsule.toml requires, else that of the active virtual environment, else that
/// of an environment beside capsule.toml or the program.
/// </summary>
internal static class SitePackagesLocation
{
    private static readonly string[] EnvironmentNames = [".venv", "venv"];

    /// <summary>The folder, or null when there is none.</summary>
    internal static Outcome<string?> Find(
        ProgramRequest request, string root, Func<string, string?> environment, InstalledPackages installed, InputTracker tracker)
    {
        if (request.SitePackages is { } named)
        {
            return Named("--site-packages", Path.GetFullPath(named));
        }

        if (request.Project.Packages is not null)
        {
            return installed.Find(request.Project, tracker);
        }

        if (request.Project.SitePackages is { } configured)
        {
            return Named(
                "[build] site_packages", Path.Combine(Path.GetDirectoryName(request.Project.Path)!, configured));
        }

        var places = EnvironmentNames.Select(name => Path.Combine(root, name));
        var active = environment("VIRTUAL_ENV");
        return places.Prepend(active ?? "").Where(place => place.Length > 0).Select(InEnvironment)
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>
    /// Whether the operator chose the folder, by a flag or by activating an environment. Any other one is of the project, which may
    /// come from elsewhere.
    /// </summary>
    internal static bool IsOperators(string found, ProgramRequest request, Func<string, string?> environment) =>
        request.SitePackages is not null || request.Project.Packages is not null
        || (environment("VIRTUAL_ENV") is { Length: > 0 } active && InEnvironment(active) == found);

    /// <summary>A folder that was named: an environment, or one that has packages itself.</summary>
    /// <param name="option">Who named it, for messages.</param>
    /// <param name="path">The folder.</param>
    internal static Outcome<string?> Named(string option, string path)
    {
        var folder = InEnvironment(path) ?? path;
        return Directory.Exists(folder)
            ? folder
            : Failure.Config($"{option}: there is no folder {path}");
    }

    /// <summary><c>lib/pythonX.Y/site-packages</c> of an environment, whichever version made it: the packages are pure.</summary>
    private static string? InEnvironment(string environment)
    {
        var library = Path.Combine(environment, "lib");
        return !Directory.Exists(library) ? null : Directory.EnumerateDirectories(library, "python3*")
            .Select(python => Path.Combine(python, "site-packages"))
            .Where(Directory.Exists)
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
    }
}
