using System.Globalization;
using System.Text.RegularExpressions;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Capsule.Runtime.Configuration;

/// <summary>Says where a text is no TOML, and why, without the parser's own words for its tokens.</summary>
internal static partial class TomlFault
{
    /// <summary>A message quotes what the key has already, which may be long.</summary>
    private const int LongestMessage = 300;

    /// <summary>What is wrong with a text; null where it is TOML.</summary>
    internal static string? Find(string text, string? path = null) =>
        SyntaxParser.Parse(text, path, validate: true).Diagnostics.FirstOrDefault() is { } fault ? Describe(fault) : null;

    /// <summary>The place and the reason, such as <c>line 2, column 8: unexpected `nope` for a value; strings stand in quotes</c>.</summary>
    internal static string Describe(DiagnosticMessage fault)
    {
        var (line, column) = (fault.Span.Start.Line + 1, fault.Span.Start.Column + 1);
        var said = Tokens().Replace(fault.Message, "");
        said = Newline().Replace(said, "the end of the line").Replace("`<eof>`", "the end of the file", StringComparison.Ordinal);
        said = Unexpected().Replace(said, "unexpected ");
        said = said.Length <= LongestMessage ? said : said[..LongestMessage] + "…";
        said = said.EndsWith("for a value", StringComparison.Ordinal) ? said + "; strings stand in quotes" : said;
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {char.ToLowerInvariant(said[0])}{said[1..]}");
    }

    [GeneratedRegex(@" *\(token: `[^`]*`\)", RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();

    [GeneratedRegex("`?␤`?", RegexOptions.NonBacktracking)]
    private static partial Regex Newline();

    [GeneratedRegex("^Unexpected token (?:found )?", RegexOptions.NonBacktracking)]
    private static partial Regex Unexpected();
}
