using Capsule.Files;
using Capsule.Options;
using Tomlyn;
using Tomlyn.Model;

namespace Capsule.Runtime.Configuration;

/// <summary>Reads files of settings: sections of keys in TOML. What is not understood is an error, with the name that was perhaps meant.</summary>
internal static class SettingsFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What it changes.</param>
    /// <param name="sections">All keys that there are, by section.</param>
    internal static Outcome<T> Read<T>(string path, T settings, IReadOnlyDictionary<string, SettingKey<T>[]> sections)
        where T : class
    {
        try
        {
            var text = RegularFile.ReadText(path, RegularFile.SettingsLimit);
            return FindFault(path, text) ?? Read(path, settings, sections, TomlSerializer.Deserialize(text, ProjectToml.Default.TomlTable) ?? []);
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

    private static Outcome<T> Read<T>(string path, T settings, IReadOnlyDictionary<string, SettingKey<T>[]> sections, TomlTable table)
        where T : class
    {
        foreach (var (name, value) in table)
        {
            if (!sections.TryGetValue(name, out var keys))
            {
                return Failure.Config(
                    $"{path}: there is no section [{name}]{Suggestion.For(name, sections.Keys)}");
            }

            if (value is not TomlTable section)
            {
                return Failure.Config($"{path}: '{name}' must be a section, [{name}]");
            }

            if (!ReadSection(path, settings, name, section, keys).TryGet(out var changed, out var failure))
            {
                return failure;
            }

            settings = changed;
        }

        return settings;
    }

    private static Outcome<T> ReadSection<T>(string path, T settings, string section, TomlTable table, SettingKey<T>[] keys)
        where T : class
    {
        foreach (var (name, value) in table)
        {
            if (Array.Find(keys, key => key.Name == name) is not { } key)
            {
                var meant = Array.Exists(keys, key => key.Name == "default_" + name) ? "default_" + name : name;
                return Failure.Config($"{path}: there is no key '{name}' in [{section}]"
                    + Suggestion.For(meant, keys.Select(key => key.Name)));
            }

            var written = TomlValues.From(value);
            if (key.Apply(settings, written) is not { } changed)
            {
                return Failure.Config(
                    $"{path}: {section}.{name}={written.Show()} is not valid; use {key.Forms}");
            }

            settings = changed;
        }

        return settings;
    }
}
