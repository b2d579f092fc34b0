namespace Capsule.Options;

/// <summary>Finds the name that somebody may have meant.</summary>
internal static class Suggestion
{
    /// <summary><c>; did you mean 'timeout'?</c>, or nothing when no name is near.</summary>
    public static string For(string written, IEnumerable<string> names)
    {
        var farthest = Math.Max(2, written.Length / 3);
        // Threat: a program may write a name of megabytes, and the distance takes memory for each letter.
        var nearest = names.Where(name => Math.Abs(name.Length - written.Length) <= farthest)
            .Select(name => (Name: name, Distance: Distance(written, name)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return nearest.Distance <= farthest ? $"; did you mean '{nearest.Name}'?" : "";
    }

    /// <summary>Levenshtein's distance, with a swap of neighbours counted as one (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Step(rows, a, b, i, j);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static int Step(int[,] rows, string a, string b, int i, int j)
    {
        var same = AreSame(a[i - 1], b[j - 1]);
        var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (same ? 0 : 1));
        var swapped = i > 1 && j > 1 && AreSame(a[i - 1], b[j - 2]) && AreSame(a[i - 2], b[j - 1]);
        return swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
    }

    private static bool AreSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
