using System.Text;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>What a package says of itself: the headers of METADATA or PKG-INFO (PyPA, "Core metadata").</summary>
internal static class PackageMetadata
{
    /// <summary>Threat: headers without an end, which somebody looks at.</summary>
    private const int MostBytes = 64 << 10;

    private static readonly string[] Files = [".dist-info/METADATA", ".egg-info/PKG-INFO"];

    /// <summary>The packages among the files of a program, in the order of their names.</summary>
    internal static IReadOnlyList<PackageSummary> Summarize(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files) =>
    [
        .. files.Where(file => Files.Any(name => file.Key.EndsWith(name, StringComparison.Ordinal)))
            .Select(file => Summarize(file.Value.Span[..Math.Min(MostBytes, file.Value.Length)]))
            .OfType<PackageSummary>()
            .OrderBy(package => package.Name, StringComparer.Ordinal),
    ];

    /// <summary>The headers of an e-mail like file, up to the first empty line.</summary>
    internal static IEnumerable<(string Name, string Value)> ReadHeaders(string text)
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

    private static PackageSummary? Summarize(ReadOnlySpan<byte> metadata)
    {
        var headers = ReadHeaders(Encoding.UTF8.GetString(metadata)).ToLookup(header => header.Name, header => header.Value);
        return headers["Name"].FirstOrDefault() is { } name
            ? new PackageSummary(
                name, headers["Version"].FirstOrDefault(), (headers["License-Expression"].FirstOrDefault() ?? headers["License"].FirstOrDefault()) is { Length: > 0 } licence ? licence : null)
            : null;
    }
}
