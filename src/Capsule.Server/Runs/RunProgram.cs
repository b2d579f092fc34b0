using Capsule.Runtime;
using Capsule.Server.Programs;

namespace Capsule.Server.Runs;

/// <summary>What a run executes, as its journal names it: a version of a program, or code that is an argument of the run.</summary>
/// <param name="Version">The version, or null.</param>
/// <param name="Language">The language of code, or null.</param>
internal sealed record RunProgram(string? Version, GuestLanguage? Language)
{
    private const string Code = "code:";

    internal static RunProgram OfVersion(string version) => new(version, null);

    internal static RunProgram OfCode(GuestLanguage language) => new(null, language);

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    internal static RunProgram? Parse(string text) =>
        text.StartsWith(Code, StringComparison.Ordinal) ? GuestLanguage.OfName(text[Code.Length..]) is { } language ? OfCode(language) : null
        : ProgramVersion.IsName(text) ? OfVersion(text)
        : null;

    public override string ToString() => Version ?? $"{Code}{Language}";
}
