using System.Text;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// Reads the metadata of installed distributions: <c>.dist-info</c> folders (PyPA, "Recording installed projects") and
/// <c>.egg-info</c> folders or files, with a record of their files or, as in Debian's packages, without one.
/// </summary>
/// <param name="files">The folder that they are in.</param>
/// <param name="tracker">Records what is read.</param>
internal sealed class DistributionReader(PackageFolder files, InputTracker tracker)
{
    private const string Modern = ".dist-info";
    private const string Old = ".egg-info";

    /// <summary>All distributions.</summary>
    internal IEnumerable<Distribution> ReadAll() => files.Names
        .Where(name => name.EndsWith(Modern, StringComparison.Ordinal) || name.EndsWith(Old, StringComparison.Ordinal))
        .Select(Read)
        .OfType<Distribution>();

    private Distribution? Read(string info)
    {
        var isFile = files.IsFile(info);
        if (Text(isFile ? info : $"{info}/METADATA") is not { } metadata && (metadata = Text($"{info}/PKG-INFO")) is null)
        {
            return null; // it was not installed to its end, or was removed
        }

        var headers = PackageMetadata.ReadHeaders(metadata).ToLookup(line => line.Name, line => line.Value);
        var name = headers["Name"].FirstOrDefault() ?? info.Split('-')[0];
        var requires = headers["Requires-Dist"].Where(line => !line.Contains("extra ==", StringComparison.Ordinal))
            .Concat(ReadRequirements(Text($"{info}/requires.txt") ?? ""));
        var modules = Text($"{info}/RECORD") is { } record ? ReadRecord(record)
            : Text($"{info}/installed-files.txt") is { } installed ? ReadInstalled(installed, info)
            : ModulesOf(info, name).SelectMany(files.Walk);
        return new Distribution(
            Distribution.Normalize(name),
            [.. requires.Select(RequiredName)],
            [.. modules.Concat(isFile ? [info] : files.Walk(info)).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// The entries of site-packages that a distribution without a record has: those it lists, else those of its name. What
    /// neither says has no owner, and is kept when it is imported.
    /// </summary>
    private IEnumerable<string> ModulesOf(string info, string name)
    {
        var listed = (Text($"{info}/top_level.txt") ?? name.Replace('-', '_').Replace('.', '_')).Split('\n')
            .Select(line => line.Trim().Replace('/', '.').Split('.')[0])
            .Where(line => line.Length > 0)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return files.Names.Where(entry => listed.Contains(Distribution.TopLevelOf(entry)) && !IsMetadata(entry));
    }

    private string? Text(string file) => files.IsFile(file) ? Encoding.UTF8.GetString(tracker.Read(files.Locate(file))) : null;

    private static bool IsMetadata(string name) =>
        name.EndsWith(Modern, StringComparison.Ordinal) || name.EndsWith(Old, StringComparison.Ordinal)
        || name.EndsWith(".pth", StringComparison.Ordinal);

    /// <summary>The lines of requires.txt ahead of the first section that is an extra's; a section may be a condition alone.</summary>
    private static IEnumerable<string> ReadRequirements(string text)
    {
        var isNeeded = true;
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line.StartsWith('['))
            {
                isNeeded = line.StartsWith("[:", StringComparison.Ordinal);
            }
            else if (isNeeded)
            {
                yield return line;
            }
        }
    }

    /// <summary>The first column of a CSV file; paths that leave site-packages are scripts and the like.</summary>
    private static IEnumerable<string> ReadRecord(string text) => text.Split('\n')
        .Select(line => line.StartsWith('"') ? line.Split('"')[1] : line.Split(',')[0])
        .Where(IsOwn);

    /// <summary>Paths relative to the metadata's folder.</summary>
    private static IEnumerable<string> ReadInstalled(string text, string info) => text.Split('\n')
        .Select(line => line.Trim().Replace('\\', '/'))
        .Select(line => line.StartsWith("../", StringComparison.Ordinal) ? line[3..] : $"{info}/{line}")
        .Where(IsOwn);

    private static bool IsOwn(string file) =>
        file.Length > 0 && !Path.IsPathRooted(file) && !file.Split('/').Contains("..")
        && !file.Contains("__pycache__/", StringComparison.Ordinal);

    /// <summary>The name at the start of a requirement (PEP 508).</summary>
    private static string RequiredName(string requirement) => Distribution.Normalize(string.Concat(requirement
        .TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.')));
}
