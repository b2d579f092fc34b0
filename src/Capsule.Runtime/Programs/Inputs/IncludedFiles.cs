using Capsule.Errors;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>Data files of a program: those that <c>[build] include</c> names.</summary>
internal static class IncludedFiles
{
    /// <summary>Paths relative to a folder, with slashes; a pattern that matches nothing is an error.</summary>
    internal static Outcome<IReadOnlyList<string>> Find(string root, IReadOnlyList<string> patterns, InputTracker tracker)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            if (Path.IsPathRooted(pattern) || pattern.Split('/').Contains(".."))
            {
                return Failure.Config($"[build] include: '{pattern}' leaves the project's folder");
            }

            var found = new Matcher(StringComparison.Ordinal).AddInclude(pattern).GetResultsInFullPath(root)
                .Select(path => Path.GetRelativePath(root, path))
                .Where(path => !path.Split('/').Contains(".capsule"))
                .ToArray();
            if (found.Length == 0)
            {
                return Failure.Config($"[build] include: no file in {root} matches '{pattern}'");
            }

            files.UnionWith(found);
        }

        // A file that is added later may match: the folders that were looked into are inputs too.
        foreach (var folder in files.Select(file => Path.GetDirectoryName(Path.Combine(root, file))!).Distinct())
        {
            tracker.List(folder, ListingKind.Everything);
        }

        return files.ToArray();
    }
}
