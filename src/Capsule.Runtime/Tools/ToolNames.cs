using System.Text.RegularExpressions;

namespace Capsule.Runtime.Tools;

/// <summary>The names of tools, which all languages can hold.</summary>
internal static partial class ToolNames
{
    /// <summary>Python's keywords: no attribute can be read by such a name.</summary>
    private static readonly HashSet<string> Keywords =
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield",
    ];

    /// <summary>Whether a tool can have the name. Names with two underscores in front are Python's own.</summary>
    internal static bool IsValid(string name) =>
        Identifier.IsMatch(name) && !name.StartsWith("__", StringComparison.Ordinal) && !Keywords.Contains(name);

    /// <summary>Whether Python takes it as the name of a parameter.</summary>
    internal static bool IsParameter(string name) => Identifier.IsMatch(name) && !Keywords.Contains(name);

    /// <summary>The nearest name that all languages can hold.</summary>
    internal static string ToName(string name)
    {
        var replaced = Others.Replace(name, "_");
        return replaced.Length == 0 || char.IsAsciiDigit(replaced[0]) ? "_" + replaced
            : Keywords.Contains(replaced) ? replaced + "_"
            : replaced;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier { get; }

    [GeneratedRegex("[^A-Za-z0-9_]", RegexOptions.NonBacktracking)]
    private static partial Regex Others { get; }
}
