using Capsule.Files;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>
/// The files of a program's own packages: which of them it imports or reads by a name that it makes up when it runs,
/// nobody can know before.
/// </summary>
internal static class PackageFiles
{
    /// <summary>Threat: a folder with a million small files becomes a program.</summary>
    private const int MostFiles = 20_000;

    /// <summary>The file that makes a folder a package.</summary>
    internal const string Marker = "__init__.py";

    /// <summary>All files of the packages that modules were imported from.</summary>
    /// <param name="root">The program's root.</param>
    /// <param name="imported">The modules that were imported, relative to the root.</param>
    /// <param name="mostBytes">How long the files may be together.</param>
    /// <param name="tracker">Records the folders that were looked into.</param>
    /// <returns>Paths relative to the root, with slashes.</returns>
    internal static Outcome<IReadOnlyList<string>> Find(
        string root, IReadOnlyCollection<string> imported, long mostBytes, InputTracker tracker)
    {
        var (files, left) = (new List<string>(), mostBytes);
        foreach (var package in Outermost([.. imported.Where(IsMarker).Select(FolderOf)]).Where(path => !IsLinked(root, path)))
        {
            foreach (var file in Walk(root, package, tracker))
            {
                if (FileStatus.Of(Path.Combine(root, file)) is not { } status)
                {
                    continue; // a link to nothing
                }

                files.Add(file);
                left -= (long)Math.Min(status.Identity.Length, long.MaxValue / 2);
                if (files.Count > MostFiles || left < 0)
                {
                    return new Failure(
                        ErrorType.BuildError,
                        $"the package {Path.Combine(root, package)} makes the program too large, for all files of a package are "
                        + $"part of it: {MostFiles} files and {mostBytes >> 20} MiB are allowed. Move data out of the package's folder.");
                }
            }
        }

        return files;
    }

    /// <summary>The folder and all below it, depth first; folders are yielded by what is in them.</summary>
    private static IEnumerable<string> Walk(string root, string folder, InputTracker tracker)
    {
        var listing = tracker.List(Path.Combine(root, folder), ListingKind.Package);
        return listing.Files.Select(file => $"{folder}/{file}")
            .Concat(listing.Folders.SelectMany(below => Walk(root, $"{folder}/{below}", tracker)));
    }

    /// <summary>Packages in packages are found with them.</summary>
    private static IEnumerable<string> Outermost(HashSet<string> packages) => packages
        .Where(package => !packages.Any(other => package.StartsWith(other + "/", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);

    /// <summary>Whether a link is on the way to a folder: what is behind one is not the program's, modules excepted.</summary>
    private static bool IsLinked(string root, string folder)
    {
        for (var path = folder; path.Length > 0; path = Path.GetDirectoryName(path)!)
        {
            if (new DirectoryInfo(Path.Combine(root, path)).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMarker(string path) => path.EndsWith("/" + Marker, StringComparison.Ordinal);

    private static string FolderOf(string path) => path[..path.LastIndexOf('/')];
}
