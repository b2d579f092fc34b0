using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Languages;

/// <summary>What programs of a language consist of: which files, found where, seen how by the sandbox that loads them.</summary>
internal abstract class LanguageRules
{
    /// <summary>How names of source files end, with the dot.</summary>
    internal abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Those that most files have, for messages.</summary>
    internal virtual IReadOnlyList<string> UsualExtensions => [Extensions[0]];

    /// <summary>How the name of a program ends that is only text.</summary>
    internal virtual string TextExtension => Extensions[0];

    /// <summary>Files that a folder's program starts with, the first that is there.</summary>
    internal abstract IReadOnlyList<string> EntryNames { get; }

    /// <summary>Whether packages are in a folder of their own, outside of the program's (Python's site-packages).</summary>
    internal abstract bool HasPackageFolder { get; }

    /// <summary>The text of a program whose task runs code that it is given.</summary>
    internal abstract string CodeProgram { get; }

    /// <summary>Describes tools for type checkers, editors and models.</summary>
    internal abstract IToolStubs Stubs { get; }

    /// <summary>Where an entry file is, seen from its project.</summary>
    /// <param name="file">The entry file, which is there.</param>
    /// <param name="projectFolder">The folder of capsule.toml, or null.</param>
    internal abstract ProgramLayout LayoutOf(FileInfo file, string? projectFolder);

    /// <summary>The layout of a program that is in no file.</summary>
    /// <param name="path">A name for it, in the folder where its modules are searched.</param>
    /// <param name="projectFolder">The folder of capsule.toml, or null.</param>
    internal abstract ProgramLayout LayoutOfText(string path, string? projectFolder);

    /// <summary>Where the modules of a program are searched first, and the name of its entry's module.</summary>
    /// <param name="entry">The path of the entry file.</param>
    /// <param name="exists">Whether there is a file at a path of the same kind.</param>
    internal abstract (string SearchFolder, string Module) PlaceOf(string entry, Func<string, bool> exists);

    /// <summary>The entry's module name, where a program is one text.</summary>
    internal abstract string ModuleOfText(string fileName);

    /// <summary>Shows the program's folder to the sandbox in which it is loaded.</summary>
    internal abstract WorkspaceFolder Show(ProgramLayout layout, InputTracker tracker);

    /// <summary>Whether a file that was read while the program was loaded is a part of it.</summary>
    internal abstract bool IsPart(string fileName);

    /// <summary>Whether a name is that of a source file.</summary>
    internal bool IsSource(string fileName) => Extensions.Contains(Path.GetExtension(fileName));

    /// <summary>The folder that the working directory stands for: the project's where the search folder is below it.</summary>
    private protected static ProgramLayout Layout(string file, string search, string module, string? projectFolder)
    {
        var root = projectFolder is not null && IsBelow(search, projectFolder) ? projectFolder : search;
        return new ProgramLayout(root, Relative(root, file), Relative(root, search), module);
    }

    private static bool IsBelow(string path, string folder) => (path + "/").StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string Relative(string root, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return relative == "." ? "" : relative;
    }
}
