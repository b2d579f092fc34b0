namespace Capsule.Server.Programs;

/// <summary>A name that leads to a version of a program, and can be changed to lead to another.</summary>
/// <param name="Name">The name.</param>
/// <param name="Version">Where it leads.</param>
/// <param name="Tag">Another one after each change: what clients compare.</param>
/// <param name="Changed">When it was changed last.</param>
internal sealed record ProgramAlias(string Name, string Version, string Tag, DateTimeOffset Changed)
{
    private const int MaxLength = 100;

    /// <summary>What a name is, for messages.</summary>
    internal const string Form = "1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit, and not a version";

    /// <summary>Whether a text can be a name: never one that could be taken for a version.</summary>
    internal static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
        && !ProgramVersion.IsName(text);
}
