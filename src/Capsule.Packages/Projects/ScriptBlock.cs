using Capsule.Runtime.Configuration;
using Tomlyn;
using Tomlyn.Model;

namespace Capsule.Packages.Projects;

/// <summary>What a script says about itself in a comment that starts with <c># /// script</c> (PEP 723).</summary>
/// <param name="Dependencies">What it requires.</param>
/// <param name="RequiresPython">Which Pythons it says it runs on, or null.</param>
internal sealed record ScriptBlock(IReadOnlyList<string> Dependencies, string? RequiresPython)
{
    private const string Start = "# /// script";
    private const string End = "# ///";

    /// <summary>Reads a script; null where it has no such block.</summary>
    /// <param name="source">The script's text.</param>
    /// <param name="path">Its file, for messages.</param>
    internal static Outcome<ScriptBlock?> Read(string source, string path)
    {
        var lines = source.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        var start = Array.IndexOf(lines, Start);
        if (start < 0)
        {
            return (ScriptBlock?)null;
        }

        // The block's last line is the last "# ///" of the comment: one inside of it is part of the text.
        var end = start + 1;
        while (end < lines.Length && (lines[end] == "#" || lines[end].StartsWith("# ", StringComparison.Ordinal)))
        {
            end++;
        }

        var last = Array.LastIndexOf(lines, End, end - 1, end - start - 1);
        if (last < 0)
        {
            return Failure.Config($"{path}: the block '{Start}' has no line '{End}' at its end");
        }

        if (Array.IndexOf(lines, Start, last) >= 0)
        {
            return Failure.Config($"{path}: there are two blocks '{Start}'");
        }

        return Parse(string.Join('\n', lines[(start + 1)..last].Select(line => line.Length > 2 ? line[2..] : "")), path);
    }

    private static Outcome<ScriptBlock?> Parse(string toml, string path)
    {
        if (TomlFault.Find(toml) is { } fault)
        {
            return Failure.Config($"{path}: the block '{Start}' is no valid TOML: {fault}");
        }

        try
        {
            var table = TomlSerializer.Deserialize(toml, ProjectToml.Default.TomlTable) ?? [];
            var requires = table.TryGetValue("requires-python", out var python) ? python as string : null;
            return !table.TryGetValue("dependencies", out var list) ? new ScriptBlock([], requires)
                : list is TomlArray array && array.All(item => item is string) ? new ScriptBlock([.. array.Cast<string>()], requires)
                : Failure.Config($"{path}: dependencies in the block '{Start}' must be a list of requirements such as [\"numpy>=2\"]");
        }
        catch (TomlException e)
        {
            return Failure.Config($"{path}: the block '{Start}' is no valid TOML: {e.Message}");
        }
    }
}
