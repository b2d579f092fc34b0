namespace Capsule.Documentation.Tests;

/// <summary>C# in the repository's documents.</summary>
internal static class Documents
{
    private const string Fence = "```";

    /// <summary>All pieces of code, in the order of the documents.</summary>
    internal static IEnumerable<CodeBlock> Blocks { get; } =
    [
        .. Directory.EnumerateFiles(Checkout.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Read(Path.GetRelativePath(Checkout.Root, path), File.ReadAllLines(path))),
    ];

    /// <summary>The pieces of one document; each has the using directives of those before it.</summary>
    internal static IEnumerable<CodeBlock> Read(string document, string[] lines)
    {
        var usings = new List<string>();
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].Trim() is not (Fence + "csharp" or Fence + "cs" or Fence + "c#"))
            {
                continue;
            }

            var start = line + 1;
            line = Array.FindIndex(lines, start, text => text.Trim() == Fence);
            Assert.True(line >= 0, $"{document}:{start}: a piece of code has no end");
            var code = lines[start..line];
            yield return new CodeBlock(document, start, [.. usings], string.Join('\n', code));
            usings.AddRange(code.Where(text => text.StartsWith("using ", StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal)));
        }
    }
}
