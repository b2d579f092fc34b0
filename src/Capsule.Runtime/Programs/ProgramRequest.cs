using Capsule.Runtime.Configuration;

namespace Capsule.Runtime.Programs;

/// <summary>Asks for the program of an entry file.</summary>
/// <param name="EntryFile">The file.</param>
/// <param name="Project">What capsule.toml says.</param>
/// <param name="SitePackages">A folder of installed packages, in place of those that are found.</param>
internal sealed record ProgramRequest(string EntryFile, ProjectFile Project, string? SitePackages = null)
{
    /// <summary>
    /// The program's text, where it is in no file. The entry file is then only a name for it, in the folder where its modules are searched.
    /// </summary>
    internal ReadOnlyMemory<byte>? Text { get; init; }

    /// <summary>The folder that the guest's working directory stands for; null when there is no such entry file.</summary>
    internal string? Folder => FindLayout().Value?.Root;

    /// <summary>The language; that of a file whose name says nothing is Python.</summary>
    internal GuestLanguage Language => GuestLanguage.OfFile(EntryFile) ?? GuestLanguage.Python;

    /// <summary>Where the entry is, seen from the project.</summary>
    internal Outcome<ProgramLayout> FindLayout() => Text is null
        ? ProgramLayout.Find(EntryFile, Project.Folder)
        : Language.Rules.LayoutOfText(EntryFile, Project.Folder);

    /// <summary>The project's folder: that of capsule.toml, or else that of the entry file.</summary>
    public string ProjectFolder => Project.Folder ?? Path.GetDirectoryName(Path.GetFullPath(EntryFile))!;
}
