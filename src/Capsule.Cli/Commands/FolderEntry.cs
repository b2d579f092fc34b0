using Capsule.Files;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary>Finds the file that a folder's program starts with.</summary>
internal static class FolderEntry
{
    private static readonly string[] Names = [.. GuestLanguage.All.SelectMany(language => language.Rules.EntryNames)];

    /// <summary>The entry of the folder that a command names: the entrypoint of the capsule.toml in it, or a file that is named for it.</summary>
    /// <param name="folder">The folder, as it was named.</param>
    /// <param name="project">The project that it is in.</param>
    internal static Outcome<string> Find(string folder, ProjectFile project)
    {
        var isProject = project.Folder is { } root && root == Path.GetFullPath(folder).TrimEnd('/');
        return isProject && project.Entrypoint is not null ? Entrypoint(project)
            : ByName(folder) is { } entry ? entry
            : Failure.Config(
                $"{folder} is a folder without {string.Join(", ", Names)} or a capsule.toml that sets entrypoint in [workflow]; "
                + "give the file to run");
    }

    /// <summary>The entry where a command names nothing: that of the project that the current folder is in, or of the folder itself.</summary>
    internal static Outcome<string> Default(ProjectFile project) =>
        project.Entrypoint is not null ? Entrypoint(project)
        : ByName("") is { } entry ? entry
        : Failure.Config(project.Path is null
            ? "give a file to run: there is no main.py here, and no capsule.toml with entrypoint in [workflow]"
            : $"give a file to run, or set entrypoint in [workflow] of {project.Path}");

    private static Outcome<string> Entrypoint(ProjectFile project)
    {
        var entry = Path.Combine(project.Folder!, project.Entrypoint!);
        return RealPath.IsIn(Path.GetFullPath(entry), project.Folder!)
            ? entry
            : Failure.Config($"{project.Path}: the entrypoint '{project.Entrypoint}' is not in the project's folder");
    }

    private static string? ByName(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
