using Capsule.Files;

namespace Capsule.Runtime.Programs;

/// <summary>Where a program's entry is, seen from its project.</summary>
/// <param name="Root">The folder on the host that the working directory stands for.</param>
/// <param name="EntryFile">The entry file, relative to the root, with slashes.</param>
/// <param name="SearchFolder">Where modules are searched first, relative to the root, with slashes; empty for itself.</param>
/// <param name="Module">The entry's module name, with its packages.</param>
internal sealed record ProgramLayout(string Root, string EntryFile, string SearchFolder, string Module)
{
    /// <summary>The module of a file that nothing could import, such as <c>my-script.py</c>: the guest loads it by its path.</summary>
    private const string Nameless = "__program__";

    /// <summary>
    /// Finds out about an entry file. The root is the project's folder where the file is below it, else the file's own.
    /// A file in a package is imported as part of the package, so that its relative imports work.
    /// </summary>
    /// <param name="path">The entry file.</param>
    /// <param name="projectFolder">The folder of capsule.toml, or null.</param>
    public static Outcome<ProgramLayout> Find(string path, string? projectFolder)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        if (!file.Exists)
        {
            return Failure.Config(Directory.Exists(path)
                ? $"{path} is a folder; give the Python file to run"
                : $"there is no file {path}");
        }

        if (FileStatus.Of(file.FullName) is null)
        {
            return Failure.Config($"{path} cannot be read: it is a symbolic link that leads nowhere");
        }

        if (file.Extension != ".py")
        {
            return Failure.Config($"cannot run {path}: expected a .py file");
        }

        if (!PythonNames.IsIdentifier(Path.GetFileNameWithoutExtension(file.Name)))
        {
            return Of(file.FullName, file.DirectoryName!, Nameless, projectFolder);
        }

        var search = SearchFolderOf(file.Directory!).FullName;
        var module = Path.ChangeExtension(Path.GetRelativePath(search, file.FullName), null);
        return Of(file.FullName, search, module.Replace(Path.DirectorySeparatorChar, '.'), projectFolder);
    }

    /// <summary>The layout of a program that is in no file.</summary>
    /// <param name="path">A name for it, in the folder where its modules are searched.</param>
    /// <param name="projectFolder">The folder of capsule.toml, or null.</param>
    public static ProgramLayout OfText(string path, string? projectFolder) =>
        Of(Path.GetFullPath(path), Path.GetDirectoryName(Path.GetFullPath(path))!, Nameless, projectFolder);

    private static ProgramLayout Of(string file, string search, string module, string? projectFolder)
    {
        var root = projectFolder is not null && IsBelow(search, projectFolder) ? projectFolder : search;
        return new ProgramLayout(root, Relative(root, file), Relative(root, search), module);
    }

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

    private static bool IsBelow(string path, string folder) => (path + "/").StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string Relative(string root, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return relative == "." ? "" : relative;
    }
}
