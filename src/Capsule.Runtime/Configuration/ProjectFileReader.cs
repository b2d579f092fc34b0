using Capsule.Errors;
using Capsule.Options;
using Capsule.Policies;
using Tomlyn;
using Tomlyn.Model;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads capsule.toml. What is not understood is an error, with the name that was perhaps meant.</summary>
public static class ProjectFileReader
{
    private const string DefaultPrefix = "default_";
    private static readonly string[] Sections = ["workflow", "tasks"];
    private static readonly string[] WorkflowKeys = ["name", "version", "entrypoint"];

    /// <summary>Finds the file in a directory or the nearest one above, and reads it.</summary>
    public static Outcome<ProjectFile> Find(string directory)
    {
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, ProjectFile.FileName);
            if (File.Exists(path))
            {
                return Read(path);
            }
        }

        return new ProjectFile();
    }

    /// <summary>Reads a file.</summary>
    public static Outcome<ProjectFile> Read(string path)
    {
        try
        {
            var table = TomlSerializer.Deserialize(File.ReadAllText(path), ProjectToml.Default.TomlTable) ?? [];
            return Read(path, table);
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

    private static Outcome<ProjectFile> Read(string path, TomlTable table)
    {
        var project = new ProjectFile { Path = path };
        foreach (var (name, value) in table)
        {
            if (!Sections.Contains(name))
            {
                return Unknown(path, "section", $"[{name}]", name, Sections);
            }

            if (value is not TomlTable section)
            {
                return Failure.Config($"{path}: '{name}' must be a section, [{name}]");
            }

            var read = name == "workflow" ? ReadWorkflow(project, section) : ReadTasks(project, section);
            if (!read.TryGet(out var changed, out var failure))
            {
                return failure;
            }

            project = changed;
        }

        return project;
    }

    private static Outcome<ProjectFile> ReadWorkflow(ProjectFile project, TomlTable section)
    {
        foreach (var (name, value) in section)
        {
            if (!WorkflowKeys.Contains(name))
            {
                return Unknown(project.Path!, "key", $"'{name}' in [workflow]", name, WorkflowKeys);
            }

            if (value is not string { Length: > 0 } text)
            {
                return Failure.Config($"{project.Path}: workflow.{name} must be a string");
            }

            project = name switch
            {
                "name" => project with { Name = text },
                "version" => project with { Version = text },
                _ => project with { Entrypoint = text },
            };
        }

        return project;
    }

    private static Outcome<ProjectFile> ReadTasks(ProjectFile project, TomlTable section)
    {
        foreach (var (key, value) in section)
        {
            var option = key.StartsWith(DefaultPrefix, StringComparison.Ordinal)
                ? PolicyOption.Find(key[DefaultPrefix.Length..])
                : null;
            if (option is null)
            {
                var meant = PolicyOption.Find(key) is null ? key : DefaultPrefix + key;
                var known = PolicyOption.All.Select(known => DefaultPrefix + known.Name);
                return Unknown(project.Path!, "key", $"'{key}' in [tasks]", meant, known);
            }

            var written = TomlValues.From(value);
            if (option.Apply(project.Defaults, written) is not { } changed)
            {
                return Failure.Config(
                    $"{project.Path}: tasks.{key}={written.Show()} is not valid; use {option.Forms}");
            }

            project = project with { Defaults = changed };
        }

        return project;
    }

    private static Failure Unknown(string path, string kind, string shown, string name, IEnumerable<string> known) =>
        Failure.Config($"{path}: there is no {kind} {shown}{Suggestion.For(name, known)}");
}
