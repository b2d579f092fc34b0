using Capsule.Files;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads capsule.toml. What is not understood is an error, with the name that was perhaps meant.</summary>
internal static class ProjectFileReader
{
    /// <summary>Finds the file in a directory or the nearest one above, and reads it.</summary>
    public static Outcome<ProjectFile> Find(string directory)
    {
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            var path = PathIn(at.FullName);
            if (FileStatus.Of(path) is { IsFolder: false })
            {
                return Read(path);
            }
        }

        return new ProjectFile();
    }

    /// <summary>Gets where a folder has its file: <c>capsule.toml</c>, or <c>Capsule.toml</c> where only that is there.</summary>
    public static string PathIn(string folder)
    {
        var (path, capital) = (Path.Combine(folder, ProjectFile.FileName), Path.Combine(folder, "Capsule.toml"));
        return !File.Exists(path) && File.Exists(capital) ? capital : path;
    }

    /// <summary>Reads a file.</summary>
    public static Outcome<ProjectFile> Read(string path) => SettingsFile.Read(path, new ProjectFile { Path = path }, ProjectKey.Sections);
}
