using Capsule.Guests.Abstractions;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Languages;

/// <summary>Programs in Python.</summary>
internal sealed class PythonRules : LanguageRules
{
    /// <summary>The module of a file that nothing could import, such as <c>my-script.py</c>: the guest loads it by its path.</summary>
    private const string Nameless = "__program__";

    internal override IReadOnlyList<string> Extensions { get; } = [".py"];

    internal override IReadOnlyList<string> EntryNames { get; } = ["main.py", "__main__.py"];

    internal override bool HasPackageFolder => true;

    internal override string CodeProgram => "from _capsule_guest.code import declare\ndeclare()\n";

    internal override IToolStubs Stubs { get; } = new PythonStubs();

    /// <summary>A file in a package is imported as part of the package, so that its relative imports work.</summary>
    internal override ProgramLayout LayoutOf(FileInfo file, string? projectFolder)
    {
        if (!PythonNames.IsIdentifier(Path.GetFileNameWithoutExtension(file.Name)))
        {
            return Layout(file.FullName, file.DirectoryName!, Nameless, projectFolder);
        }

        var search = SearchFolderOf(file.Directory!).FullName;
        var module = Path.ChangeExtension(Path.GetRelativePath(search, file.FullName), null);
        return Layout(file.FullName, search, module.Replace(Path.DirectorySeparatorChar, '.'), projectFolder);
    }

    internal override ProgramLayout LayoutOfText(string path, string? projectFolder) =>
        Layout(Path.GetFullPath(path), Path.GetDirectoryName(Path.GetFullPath(path))!, Nameless, projectFolder);

    internal override string ModuleOfText(string fileName) => Path.GetFileNameWithoutExtension(fileName);

    internal override WorkspaceFolder Show(ProgramLayout layout, InputTracker tracker) => SourceFolder.Show(layout, tracker);

    internal override bool IsPart(string fileName) => IsSource(fileName);

    /// <summary>
    /// The folder of a file that stands in no package: the first one above without an <c>__init__.py</c>, or whose name nothing can import.
    /// </summary>
    private static DirectoryInfo SearchFolderOf(DirectoryInfo folder)
    {
        while (File.Exists(Path.Combine(folder.FullName, "__init__.py")) && PythonNames.IsIdentifier(folder.Name) && folder.Parent is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
