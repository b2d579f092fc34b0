using Capsule.Runtime.Languages;

namespace Capsule.Runtime;

/// <summary>Represents a language that programs are written in.</summary>
public sealed class GuestLanguage
{
    private GuestLanguage(string name, string title, LanguageRules rules, IGuestFormat format) =>
        (Name, Title, Rules, Format) = (name, title, rules, format);

    /// <summary>Gets Python.</summary>
    public static GuestLanguage Python { get; } = new("python", "Python", new PythonRules(), new PythonFormat());

    /// <summary>Gets JavaScript.</summary>
    public static GuestLanguage JavaScript { get; } = new("javascript", "JavaScript", new JavaScriptRules(), new JavaScriptFormat());

    /// <summary>Gets all languages.</summary>
    public static IReadOnlyList<GuestLanguage> All { get; } = [Python, JavaScript];

    /// <summary>Gets the name that artifacts and folders have for it, such as <c>python</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the name for people, such as <c>Python</c>.</summary>
    public string Title { get; }

    /// <summary>What its programs consist of.</summary>
    internal LanguageRules Rules { get; }

    /// <summary>What its guest is made of.</summary>
    internal IGuestFormat Format { get; }

    /// <summary>Finds the language of a file by the ending of its name.</summary>
    /// <param name="path">The file's path, or its name alone.</param>
    /// <returns>The language, or null when no language has files that end so.</returns>
    public static GuestLanguage? OfFile(string path) =>
        All.FirstOrDefault(language => language.Rules.Extensions.Contains(Path.GetExtension(path)));

    /// <summary>Finds a language by its <see cref="Name"/>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The language, or null when there is none of that name.</returns>
    public static GuestLanguage? OfName(string name) => All.FirstOrDefault(language => language.Name == name);

    /// <summary>Finds a language by what people call it: its name, or an ending of its files without the dot, such as <c>ts</c>.</summary>
    /// <param name="word">The word.</param>
    internal static GuestLanguage? OfWord(string word) =>
        word == "typescript" ? JavaScript : OfName(word) ?? OfFile($".{word}");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
