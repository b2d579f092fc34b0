using System.Text;
using System.Text.RegularExpressions;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// Finds which top-level modules the source of a package names in import statements, wherever they stand: an optional
/// dependency that its metadata does not tell of (bs4 takes html5lib when asked for it).
/// </summary>
internal static partial class ImportedNames
{
    /// <summary>Threat: a file of a hundred megabytes that is named .py.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>The names; tests of a package, which nothing runs, do not count.</summary>
    internal static IEnumerable<string> In(string file, ReadOnlySpan<byte> contents)
    {
        if (contents.Length > MaxBytes || file.Split('/').Any(part => part is "tests" or "test" or "testing" or "conftest.py"))
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(contents);
        return Statement().Matches(text).SelectMany(Names).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Names(Match statement) => statement.Groups["from"].Success
        ? [statement.Groups["from"].Value]
        : statement.Groups["names"].Value.Split(',').Select(name => name.Trim().Split([' ', '.'], 2)[0]);

    [GeneratedRegex(
        @"^[ \t]*(?:from[ \t]+(?<from>\w+)[\w.]*[ \t]+import\b|import[ \t]+(?<names>\w[\w., \t]*))",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Statement();
}
