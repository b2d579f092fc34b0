using Capsule.Files;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>Collects the files of the packages that a program needs.</summary>
internal static class NeededPackages
{
    /// <summary>
    /// The files, by path relative to site-packages: whole distributions, and modules that were imported and belong to
    /// none. Compiled extensions stay behind: whoever has one and works without it, works.
    /// </summary>
    internal static Dictionary<string, ReadOnlyMemory<byte>> Collect(
        SitePackages packages, IEnumerable<string> names, InputTracker tracker)
    {
        var imported = ImportedFiles(packages, tracker).ToArray();
        var topLevel = imported.Select(file => file.Split('/', 2)[0].Split('.', 2)[0]).Union(names);
        var files = packages.Needed(topLevel)
            .SelectMany(distribution => distribution.Files.Except(distribution.Extensions))
            .Union(imported)
            .Where(file => RegularFile.Exists(Path.Combine(packages.Path, file)));
        return files.ToDictionary(
            file => file, file => (ReadOnlyMemory<byte>)tracker.Read(Path.Combine(packages.Path, file)));
    }

    /// <summary>Python files that were imported, relative to site-packages.</summary>
    internal static IEnumerable<string> ImportedFiles(SitePackages packages, InputTracker tracker) => tracker.Files.Keys
        .Where(path => SourceFolder.IsPython(path) && path.StartsWith(packages.Path + "/", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(packages.Path, path));
}
