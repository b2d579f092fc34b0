namespace Capsule.Policies;

/// <summary>Takes the path of a granted folder apart.</summary>
internal static class FolderPath
{
    /// <summary>The names on the way from the project's root; none for the root itself. Dots are resolved.</summary>
    /// <param name="path">As declared.</param>
    /// <param name="problem">Why it is no path within the project, in words that follow it; else null.</param>
    public static IReadOnlyList<string>? Split(string path, out string? problem)
    {
        problem = path.Length == 0 ? "is empty"
            : path[0] == '/' ? "is absolute; give a folder relative to the project's root, or run with --mount"
            : path.Contains('\0', StringComparison.Ordinal) ? "has a NUL character"
            : null;
        if (problem is not null)
        {
            return null;
        }

        var names = new List<string>();
        foreach (var name in path.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name != "..")
            {
                names.Add(name);
            }
            else if (names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else
            {
                problem = "leads out of the project; run with --mount to give a task such a folder";
                return null;
            }
        }

        return names;
    }
}
