using Capsule.Files;
using Capsule.Runtime.Configuration;
using Tomlyn;
using Tomlyn.Model;

namespace Capsule.Packages.Projects;

/// <summary>Reads requirements from the files that other tools keep them in: requirements.txt and pyproject.toml.</summary>
internal static class RequirementFiles
{
    /// <summary>The requirements of several files, in order.</summary>
    internal static Outcome<IReadOnlyList<string>> ReadAll(IEnumerable<string> paths)
    {
        var all = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                var text = RegularFile.ReadText(path, RegularFile.SettingsLimit);
                var read = Path.GetExtension(path) == ".toml" ? OfPyproject(text, path) : OfRequirements(text, path);
                if (!read.TryGet(out var found, out var failure))
                {
                    return failure;
                }

                all.AddRange(found);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Failure.Config(e.Message);
            }
        }

        return all;
    }

    /// <summary>One requirement a line; pip's options are refused, because leaving them out would give other packages than pip gives.</summary>
    private static Outcome<IReadOnlyList<string>> OfRequirements(string text, string path)
    {
        var found = new List<string>();
        foreach (var (number, line) in text.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Index())
        {
            var comment = line.StartsWith('#') ? 0 : line.IndexOf(" #", StringComparison.Ordinal);
            var bare = (comment < 0 ? line : line[..comment]).Trim();
            var hashes = bare.IndexOf(" --hash", StringComparison.Ordinal);
            bare = hashes < 0 ? bare : bare[..hashes].Trim();
            if (bare.StartsWith('-'))
            {
                return Failure.Config($"{path}, line {number + 1}: '{bare}' is an option of pip, and only requirements are read; name indexes with --index, and files each with -r");
            }

            if (bare.Length > 0)
            {
                found.Add(string.Join(' ', bare.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            }
        }

        return found;
    }

    /// <summary>The <c>dependencies</c> of <c>[project]</c>.</summary>
    private static Outcome<IReadOnlyList<string>> OfPyproject(string text, string path)
    {
        if (TomlFault.Find(text) is { } fault)
        {
            return Failure.Config($"{path} is no valid TOML: {fault}");
        }

        try
        {
            var table = TomlSerializer.Deserialize(text, ProjectToml.Default.TomlTable) ?? [];
            return table.TryGetValue("project", out var section) && section is TomlTable project
                && project.TryGetValue("dependencies", out var list) && list is TomlArray array && array.All(item => item is string)
                ? array.Cast<string>().ToArray()
                : Failure.Config($"{path} has no list dependencies in [project]");
        }
        catch (TomlException e)
        {
            return Failure.Config($"{path} is no valid TOML: {e.Message}");
        }
    }
}
