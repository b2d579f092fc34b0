using System.Text.RegularExpressions;
using Capsule.Packages.Indexes;
using Capsule.Runtime.Locking;

namespace Capsule.Packages.Resolving;

/// <summary>Makes of what pip said what somebody who never heard of pip can act on.</summary>
internal static partial class PipErrors
{
    private const int Longest = 3000;

    /// <summary>The resolver itself did not get to its end.</summary>
    internal static Failure Failed(Failure failure) => failure with { Message = $"the packages cannot be resolved: {failure.Message}" };

    /// <summary>The failure for what pip printed when it found no answer.</summary>
    internal static Failure Explain(string said, IReadOnlyList<Requirement> requirements, IReadOnlyList<PackageIndex> indexes)
    {
        var places = indexes.Count == 0 ? "the index" : string.Join(", ", indexes);
        if (Denied().Match(said) is { Success: true } denied)
        {
            return Of($"the index has files on {denied.Groups["host"].Value}, which is none of its hosts; if you trust it, add it in capsule.toml: "
                + $"[[packages.index]] with url = \"{(indexes.Count == 0 ? "" : indexes[0])}\" and hosts = [\"{denied.Groups["host"].Value}\"]");
        }

        if (Missing().Match(said) is { Success: true } missing)
        {
            var versions = Versions().Match(said) is { Success: true } found && found.Groups["list"].Value is { Length: > 0 } list && list != "none" ? list : null;
            var name = missing.Groups["name"].Value;
            return Of(versions is not null
                ? $"no version of '{name}' meets that; for a sandbox {places} has {Shorten(versions, 300)}"
                : Unreachable().IsMatch(said)
                    ? $"{places} cannot be reached: {LastWarning(said)}"
                    : $"{places} has no '{name}' that runs in a sandbox: neither a wheel in pure Python (py3-none-any) nor one for {GuestPlatform.Tags[0]}; "
                        + "look whether the name is right, and whether another package does the same in pure Python");
        }

        var lines = said.Split('\n').Select(line => Level().Replace(line.TrimEnd(), "")).Where(line => line.Length > 0 && !Noise().IsMatch(line));
        return Of($"{string.Join(", ", requirements.Select(requirement => requirement.Text))}: {Shorten(string.Join('\n', lines), Longest)}");
    }

    private static string LastWarning(string said) =>
        Shorten(said.Split('\n').LastOrDefault(line => line.Contains("connection broken", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf("broken by", StringComparison.Ordinal) + "broken by".Length)..].Trim()
            : "no answer", 300);

    private static string Shorten(string text, int most) => text.Length <= most ? text : "…" + text[^most..];

    private static Failure Of(string message) => new(ErrorType.BuildError, message);

    [GeneratedRegex(@"the task may not reach (?<host>[^\s;:]+(:\d+)?)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Denied();

    [GeneratedRegex(@"No matching distribution found for (?<name>[^\s(]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Missing();

    [GeneratedRegex(@"\(from versions: (?<list>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Versions();

    [GeneratedRegex("connection broken by|Max retries exceeded", RegexOptions.NonBacktracking)]
    private static partial Regex Unreachable();

    [GeneratedRegex("^(?:ERROR|WARNING|INFO): ", RegexOptions.NonBacktracking)]
    private static partial Regex Level();

    [GeneratedRegex(@"^(?:Looking in indexes|Collecting|  Downloading|  Using cached|Requirement already|INFO: pip is looking|Discarding)", RegexOptions.NonBacktracking)]
    private static partial Regex Noise();
}
