using System.Text.RegularExpressions;
using Capsule.Runtime.Locking;

namespace Capsule.Packages;

/// <summary>One requirement in the form of PEP 508, such as <c>numpy&gt;=2</c>. What its versions and markers mean, pip decides.</summary>
/// <param name="Name">The distribution's name in its normalised form.</param>
/// <param name="Extras">The extras with their brackets, or nothing.</param>
/// <param name="Rest">Versions and markers.</param>
/// <param name="Text">All of it, as it was written.</param>
internal sealed partial record Requirement(string Name, string Extras, string Rest, string Text)
{
    internal const string Forms = "a name as the index has it, with versions, extras and markers if you want: numpy, \"numpy>=2,<3\", \"httpx[http2]\"";
    private const int Longest = 1000;

    /// <summary>Whether it says which versions will do.</summary>
    internal bool HasVersion => Rest.Length > 0 && Rest[0] != ';';

    /// <summary>Reads a requirement.</summary>
    /// <remarks>
    /// Threat: a requirement of a stranger's capsule.toml or script that pip takes for an option, a file or an address. It starts with a
    /// name, and there is no <c>@</c> outside of quotes.
    /// </remarks>
    internal static Outcome<Requirement> Parse(string text)
    {
        var trimmed = text.Trim();
        var match = trimmed.Length <= Longest && !trimmed.Any(char.IsControl) ? Form().Match(trimmed) : Match.Empty;
        if (!match.Success)
        {
            return trimmed.Contains('@', StringComparison.Ordinal)
                ? Failure.Config($"the requirement '{Show(trimmed)}' names an address, and packages come from indexes alone; use {Forms}")
                : Failure.Config($"the requirement '{Show(trimmed)}' is not valid; use {Forms}");
        }

        return new Requirement(
            PackageName.Normalize(match.Groups["name"].Value), match.Groups["extras"].Value, match.Groups["rest"].Value.Trim(), trimmed);
    }

    /// <summary>Reads several; the first that is none is the failure.</summary>
    internal static Outcome<IReadOnlyList<Requirement>> ParseAll(IEnumerable<string> texts)
    {
        var read = new List<Requirement>();
        foreach (var text in texts)
        {
            if (!Parse(text).TryGet(out var requirement, out var failure))
            {
                return failure;
            }

            read.Add(requirement);
        }

        return read;
    }

    private static string Show(string text) => text.Length <= 100 ? text : text[..100] + "…";

    [GeneratedRegex(
        """^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?<extras>\[[A-Za-z0-9._, -]*\])?\s*(?<rest>(?:(?:[(]?\s*(?:~=|==|!=|<=|>=|<|>)[A-Za-z0-9.*+!_<>=~, -]+[)]?)?\s*(?:;[^@/\\]+)?)?)\z""",
        RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
