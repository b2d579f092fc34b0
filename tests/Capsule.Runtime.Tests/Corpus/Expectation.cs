using System.Text.RegularExpressions;

namespace Capsule.Runtime.Tests.Corpus;

/// <summary>
/// What a program of tests/programs must do, as the lines at the start of its file say: <c>expect: JSON</c> (its result),
/// <c>error: TYPE REGEX</c>, <c>stdout: JSON STRING</c>, <c>stdout_sha256: HEX LENGTH</c>.
/// </summary>
internal sealed partial record Expectation(string? Result, string? Error, string? Output, string? OutputDigest)
{
    internal static Expectation Of(string source)
    {
        var lines = Line().Matches(source[..source.IndexOf("\n\"\"\"\n", StringComparison.Ordinal)])
            .ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        return new Expectation(
            lines.GetValueOrDefault("expect"), lines.GetValueOrDefault("error"),
            lines.GetValueOrDefault("stdout"), lines.GetValueOrDefault("stdout_sha256"));
    }

    [GeneratedRegex("^(?<key>expect|error|stdout|stdout_sha256): (?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
