using System.Text;
using Capsule.Files;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>One installed distribution, as its <c>.dist-info</c> folder describes it (PyPA, "Recording installed projects").</summary>
internal sealed class Distribution
{
    private readonly HashSet<string> topLevel;

    private Distribution(string name, IReadOnlyList<string> requires, IReadOnlyList<string> files)
    {
        Name = name;
        Requires = requires;
        Files = files;
        topLevel = [.. files.Select(TopLevelOf)];
    }

    /// <summary>The name in its normal form: lower case, with single dashes.</summary>
    internal string Name { get; }

    /// <summary>Names of the distributions that it needs, whatever the conditions.</summary>
    internal IReadOnlyList<string> Requires { get; }

    /// <summary>Its files, relative to site-packages, with slashes; scripts and bytecode left out.</summary>
    internal IReadOnlyList<string> Files { get; }

    /// <summary>Compiled extensions: code for the host's processor, which no sandbox can run.</summary>
    internal IEnumerable<string> Extensions => Files.Where(IsExtension);

    /// <summary>Whether it provides a top-level module or package.</summary>
    internal bool Provides(string name) => topLevel.Contains(name);

    /// <summary>Whether a file is a compiled extension.</summary>
    internal static bool IsExtension(string file) =>
        file.EndsWith(".so", StringComparison.Ordinal) || file.EndsWith(".pyd", StringComparison.Ordinal)
        || file.EndsWith(".dylib", StringComparison.Ordinal);

    /// <summary>Reads the metadata; null when it is incomplete.</summary>
    internal static Distribution? Read(string sitePackages, string folder, InputTracker tracker)
    {
        var path = Path.Combine(sitePackages, folder);
        var (record, metadata) = (Path.Combine(path, "RECORD"), Path.Combine(path, "METADATA"));
        if (!RegularFile.Exists(record) || !RegularFile.Exists(metadata))
        {
            return null;
        }

        var headers = ReadHeaders(Encoding.UTF8.GetString(tracker.Read(metadata))).ToLookup(line => line.Name, line => line.Value);
        var name = headers["Name"].FirstOrDefault() ?? folder.Split('-')[0];
        return new Distribution(
            Normalize(name),
            [.. headers["Requires-Dist"].Where(line => !line.Contains("extra ==", StringComparison.Ordinal)).Select(RequiredName)],
            [.. ReadRecord(Encoding.UTF8.GetString(tracker.Read(record)))]);
    }

    /// <summary>The headers of an e-mail like file, up to the first empty line.</summary>
    private static IEnumerable<(string Name, string Value)> ReadHeaders(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Trim().Length == 0)
            {
                yield break;
            }

            if (line.Split(": ", 2) is [var name, var value])
            {
                yield return (name, value.Trim());
            }
        }
    }

    /// <summary>The first column of a CSV file; paths that leave site-packages are scripts and the like.</summary>
    private static IEnumerable<string> ReadRecord(string text) => text.Split('\n')
        .Select(line => line.StartsWith('"') ? line.Split('"')[1] : line.Split(',')[0])
        .Where(file => file.Length > 0 && !file.Split('/').Contains("..") && !Path.IsPathRooted(file))
        .Where(file => !file.Contains("__pycache__/", StringComparison.Ordinal));

    private static string TopLevelOf(string file)
    {
        var first = file.Split('/', 2)[0];
        return first.Split('.', 2)[0];
    }

    /// <summary>The name at the start of a requirement (PEP 508).</summary>
    private static string RequiredName(string requirement) => Normalize(string.Concat(requirement
        .TakeWhile(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.')));

    /// <summary>PEP 503.</summary>
    private static string Normalize(string name) =>
        string.Join('-', name.ToLowerInvariant().Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));
}
