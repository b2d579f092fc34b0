using System.Text.RegularExpressions;

namespace Capsule.Runtime.Locking;

/// <summary>Names of distributions.</summary>
internal static partial class PackageName
{
    private const int Longest = 200;

    /// <summary>Whether a text is a name that PEP 508 allows.</summary>
    internal static bool IsValid(string text) => text.Length <= Longest && Valid().IsMatch(text);

    /// <summary>The form in which names are compared (PEP 503): <c>Ruamel_YAML</c> is <c>ruamel-yaml</c>.</summary>
    internal static string Normalize(string name) => Separators().Replace(name, "-").ToLowerInvariant();

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();

    [GeneratedRegex("[-_.]+", RegexOptions.NonBacktracking)]
    private static partial Regex Separators();
}
