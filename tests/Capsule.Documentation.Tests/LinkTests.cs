using System.Text.RegularExpressions;

namespace Capsule.Documentation.Tests;

/// <summary>Links between the documents, and from the code to them, lead somewhere.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Sources = ["src", "tests", "guests", "clients", "examples", "eng", "bench"];

    [Fact]
    public void Every_link_of_a_document_leads_to_a_file_and_a_heading()
    {
        var broken = new List<string>();
        foreach (var document in Documents())
        {
            foreach (var link in Link().Matches(File.ReadAllText(document)).Select(match => match.Groups["target"].Value))
            {
                if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                var parts = link.Split('#', 2);
                var target = parts[0].Length == 0 ? document : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, parts[0]));
                if (!Path.Exists(target) || (parts.Length == 2 && !Anchors(target).Contains(parts[1])))
                {
                    broken.Add($"{Path.GetRelativePath(Checkout.Root, document)}: {link}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_document_that_the_code_names_is_there()
    {
        var broken = Sources.Select(folder => Path.Combine(Checkout.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".py" or ".sh" or ".targets" or ".props" or ".csproj" && !file.Contains("/node_modules/", StringComparison.Ordinal))
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => (File: file, Document: match.Value)))
            .Where(named => !File.Exists(Path.Combine(Checkout.Root, named.Document)))
            .Select(named => $"{Path.GetRelativePath(Checkout.Root, named.File)}: {named.Document}");

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_document_is_in_the_index()
    {
        var docs = Path.Combine(Checkout.Root, "docs");
        var index = File.ReadAllText(Path.Combine(docs, "index.md"));
        Assert.All(
            Directory.EnumerateFiles(docs, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(docs, file)).Except(["index.md", "terminal.svg"]),
            file => Assert.Contains($"({file})", index, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Checkout.Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "clients"), "README.md", SearchOption.AllDirectories));

    /// <summary>The anchors of headings, as GitHub makes them.</summary>
    private static HashSet<string> Anchors(string document) =>
    [
        .. File.ReadLines(document).Where(line => line.StartsWith('#')).Select(line => NoLetter().Replace(
            line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("\\bdocs/[\\w/-]+\\.(md|json)\\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("[^\\w\\- ]", RegexOptions.None, 1000)]
    private static partial Regex NoLetter();
}
