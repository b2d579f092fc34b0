using Capsule.Files;
using Capsule.Options;
using Tomlyn;
using Tomlyn.Model;

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
    public static Outcome<ProjectFile> Read(string path)
    {
        try
        {
            var text = RegularFile.ReadText(path, RegularFile.SettingsLimit);
            return FindFault(path, text) is { } fault ? fault : Read(path, TomlSerializer.Deserialize(text, ProjectToml.Default.TomlTable) ?? []);
        }
        catch (TomlException e)
        {
            return Failure.Config($"{path} is no valid TOML: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Why a text is no TOML, or null.</summary>
    /// <remarks>
    /// Threat: a key that is there twice, so that people read a cap and another one holds. The serializer takes the last one, whatever its
    /// options say; the check of the syntax tree knows every form: dotted, quoted and in an inline table, and a section that comes again.
    /// </remarks>
    private static Failure? FindFault(string path, string text) =>
        TomlFault.Find(text, path) is { } fault ? Failure.Config($"{path} is no valid TOML: {fault}") : null;

    private static Outcome<ProjectFile> Read(string path, TomlTable table)
    {
        var project = new ProjectFile { Path = path };
        foreach (var (name, value) in table)
        {
            if (!ProjectKey.Sections.TryGetValue(name, out var keys))
            {
                return Failure.Config(
                    $"{path}: there is no section [{name}]{Suggestion.For(name, ProjectKey.Sections.Keys)}");
            }

            if (value is not TomlTable section)
            {
                return Failure.Config($"{path}: '{name}' must be a section, [{name}]");
            }

            if (!ReadSection(project, name, section, keys).TryGet(out var changed, out var failure))
            {
                return failure;
            }

            project = changed;
        }

        return project;
    }

    private static Outcome<ProjectFile> ReadSection(
        ProjectFile project, string section, TomlTable table, ProjectKey[] keys)
    {
        foreach (var (name, value) in table)
        {
            if (Array.Find(keys, key => key.Name == name) is not { } key)
            {
                var meant = Array.Exists(keys, key => key.Name == "default_" + name) ? "default_" + name : name;
                return Failure.Config($"{project.Path}: there is no key '{name}' in [{section}]"
                    + Suggestion.For(meant, keys.Select(key => key.Name)));
            }

            var written = TomlValues.From(value);
            if (key.Apply(project, written) is not { } changed)
            {
                return Failure.Config(
                    $"{project.Path}: {section}.{name}={written.Show()} is not valid; use {key.Forms}");
            }

            project = changed;
        }

        return project;
    }
}
