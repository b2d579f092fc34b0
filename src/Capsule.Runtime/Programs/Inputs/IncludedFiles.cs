using Microsoft.Extensions.FileSystemGlobbing;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>Data files of a program: those that <c>[build] include</c> names.</summary>
internal static class IncludedFiles
{
    /// <summary>Paths relative to a folder, with slashes; a pattern that matches nothing is an error.</summary>
    /// <param name="root">The program's folder.</param>
    /// <param name="patterns">The patterns.</param>
    /// <param name="tracker">Records the folders in which something was found.</param>
    internal static Outcome<IReadOnlyList<string>> Find(InputFolder root, IReadOnlyList<string> patterns, InputTracker tracker)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            if (!FindOne(root, pattern).TryGet(out var found, out var failure))
            {
                return failure;
            }

            files.UnionWith(found);
        }

        // A file that is added later may match: the folders that were looked into are inputs too.
        foreach (var folder in files.Select(file => Path.GetDirectoryName(Path.Combine(root.Path, file))!).Distinct())
        {
            tracker.List(folder, ListingKind.Everything);
        }

        return files.ToArray();
    }

    private static Outcome<string[]> FindOne(InputFolder root, string pattern)
    {
        if (pattern.Contains('\\', StringComparison.Ordinal))
        {
            return Failure.Config($"[build] include: '{pattern}' has a backslash; separate folders with /");
        }

        if (Path.IsPathRooted(pattern) || pattern.Split('/').Contains("..") || pattern.Contains('\0', StringComparison.Ordinal))
        {
            return Failure.Config($"[build] include: '{pattern}' leaves the project's folder");
        }

        try
        {
            var found = new Matcher(StringComparison.Ordinal).AddInclude(pattern).Execute(new SearchedFolder(root)).Files
                .Select(file => file.Path)
                .ToArray();

            // What a pattern looks like says nothing of where it leads: each file must be one of the project.
            Array.ForEach(found, file => root.Check(Path.Combine(root.Path, file)));
            return found.Length > 0
                ? found
                : Failure.Config($"[build] include: no file in {root.Path} matches '{pattern}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Failure.Config($"[build] include: '{pattern}' cannot be used: {e.Message}");
        }
    }
}
