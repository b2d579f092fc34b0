using Capsule.Files;

namespace Capsule.Runtime.Programs;

/// <summary>Where a program's entry is, seen from its project.</summary>
/// <param name="Root">The folder on the host that the working directory stands for.</param>
/// <param name="EntryFile">The entry file, relative to the root, with slashes.</param>
/// <param name="SearchFolder">Where modules are searched first, relative to the root, with slashes; empty for itself.</param>
/// <param name="Module">The entry's module name, with its packages.</param>
internal sealed record ProgramLayout(string Root, string EntryFile, string SearchFolder, string Module)
{
    /// <summary>
    /// Finds out about an entry file. The root is the project's folder where the file is below it, else the file's own.
    /// </summary>
    /// <param name="path">The entry file.</param>
    /// <param name="projectFolder">The folder of capsule.toml, or null.</param>
    public static Outcome<ProgramLayout> Find(string path, string? projectFolder)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        if (!file.Exists)
        {
            return Failure.Config(Directory.Exists(path)
                ? $"{path} is a folder; give the file to run"
                : $"there is no file {path}");
        }

        if (FileStatus.Of(file.FullName) is null)
        {
            return Failure.Config($"{path} cannot be read: it is a symbolic link that leads nowhere");
        }

        return GuestLanguage.OfFile(path) is { } language
            ? language.Rules.LayoutOf(file, projectFolder)
            : Failure.Config($"cannot run {path}: expected {Expected}");
    }

    /// <summary>The files that are programs, for messages: <c>a .py, .js or .ts file</c>.</summary>
    internal static string Expected
    {
        get
        {
            var endings = GuestLanguage.All.SelectMany(language => language.Rules.UsualExtensions).ToArray();
            return $"a {string.Join(", ", endings[..^1])} or {endings[^1]} file";
        }
    }
}
