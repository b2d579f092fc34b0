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

    internal override ProgramLayout LayoutOf(FileInfo file, string? projectFolder)
    {
        var (search, module) = PlaceOf(file.FullName, File.Exists);
        return Layout(file.FullName, search, module, projectFolder);
    }

    /// <summary>
    /// A file in a package is imported as part of the package, so that its relative imports work: modules are searched in the first folder above
    /// without an <c>__init__.py</c>, or whose name nothing can import.
    /// </summary>
    internal override (string SearchFolder, string Module) PlaceOf(string entry, Func<string, bool> exists)
    {
        var search = Path.GetDirectoryName(entry)!;
        if (!PythonNames.IsIdentifier(Path.GetFileNameWithoutExtension(entry)))
        {
            return (search, Nameless);
        }

        while (exists(Path.Combine(search, "__init__.py")) && PythonNames.IsIdentifier(Path.GetFileName(search)) && Path.GetDirectoryName(search) is { } parent)
        {
            search = parent;
        }

        var module = Path.ChangeExtension(entry[search.Length..].TrimStart('/'), null);
        return (search, module.Replace(Path.DirectorySeparatorChar, '.'));
    }

    internal override ProgramLayout LayoutOfText(string path, string? projectFolder) =>
        Layout(Path.GetFullPath(path), Path.GetDirectoryName(Path.GetFullPath(path))!, Nameless, projectFolder);

    internal override string ModuleOfText(string fileName) => Path.GetFileNameWithoutExtension(fileName);

    internal override WorkspaceFolder Show(ProgramLayout layout, InputTracker tracker) => SourceFolder.Show(layout, tracker);

    internal override bool IsPart(string fileName) => IsSource(fileName);
}
