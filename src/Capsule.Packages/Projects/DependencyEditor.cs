using Capsule.Runtime.Locking;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Capsule.Packages.Projects;

/// <summary>Changes <c>dependencies</c> in <c>[packages]</c> of a capsule.toml, and leaves everything else of the text as it is, comments too.</summary>
internal static class DependencyEditor
{
    private const string Section = "packages";
    private const string Key = "dependencies";

    /// <summary>Adds requirements; one of the same name takes the old one's place.</summary>
    internal static string Add(string toml, IReadOnlyList<Requirement> requirements)
    {
        foreach (var requirement in requirements)
        {
            toml = Find(toml) is not { } list ? WithList(toml, requirement)
                : ItemOf(list, requirement.Name) is { } item ? Replace(toml, item.Value!, LockFile.Quote(requirement.Text))
                : Append(toml, list, requirement);
        }

        return toml;
    }

    /// <summary>Removes the requirement of a name; null where there is none.</summary>
    internal static string? Remove(string toml, string name)
    {
        if (Find(toml) is not { } list || ItemOf(list, name) is not { } item)
        {
            return null;
        }

        var (start, end) = (Start(item.Value!), item.Comma is { } comma ? End(comma) : End(item.Value!));
        var lineStart = toml.LastIndexOf('\n', Math.Max(start - 1, 0)) + 1;
        var lineEnd = toml.IndexOf('\n', end) is var at and >= 0 ? at + 1 : toml.Length;
        var isAlone = string.IsNullOrWhiteSpace(toml[lineStart..start])
            && toml[end..lineEnd].Trim() is var rest && (rest.Length == 0 || rest.StartsWith('#'));
        if (isAlone)
        {
            return toml.Remove(lineStart, lineEnd - lineStart);
        }

        // The blank that follows a comma goes with it, and the comma before the last item.
        while (item.Comma is not null && end < toml.Length && toml[end] == ' ')
        {
            end++;
        }

        var before = toml[..start].TrimEnd();
        start = item.Comma is null && before.EndsWith(',') ? before.Length - 1 : start;
        return toml.Remove(start, end - start);
    }

    /// <summary>The requirements as the text has them.</summary>
    internal static IReadOnlyList<string> Read(string toml) =>
        [.. (Find(toml)?.Items ?? []).Select(item => (item.Value as StringValueSyntax)?.Value?.Trim()).OfType<string>()];

    private static string Append(string toml, ArraySyntax list, Requirement requirement)
    {
        var text = LockFile.Quote(requirement.Text);
        if (list.Items.LastOrDefault() is not { } last)
        {
            return toml.Insert(End(list.OpenBracket!), text);
        }

        var (end, hasComma) = last.Comma is { } comma ? (End(comma), true) : (End(last.Value!), false);
        var start = Start(last.Value!);
        var lineStart = toml.LastIndexOf('\n', Math.Max(start - 1, 0)) + 1;
        var indent = toml[lineStart..start];
        var addition = string.IsNullOrWhiteSpace(indent) && lineStart > Start(list.OpenBracket!) ? $"\n{indent}{text}," : hasComma ? $" {text}" : $", {text}";
        addition = addition.StartsWith('\n') && !hasComma ? "," + addition : addition;
        return toml.Insert(end, addition);
    }

    private static string WithList(string toml, Requirement requirement)
    {
        var entry = $"{Key} = [\n    {LockFile.Quote(requirement.Text)},\n]\n";
        if (TableOf(toml) is { } table)
        {
            var lineEnd = toml.IndexOf('\n', Start(table.OpenBracket!));
            return lineEnd < 0 ? $"{toml}\n{entry}" : toml.Insert(lineEnd + 1, entry);
        }

        var gap = toml.Length == 0 ? "" : toml.EndsWith('\n') ? "\n" : "\n\n";
        return $"{toml}{gap}[{Section}]\n{entry}";
    }

    private static ArrayItemSyntax? ItemOf(ArraySyntax list, string name) => list.Items.FirstOrDefault(item =>
        item.Value is StringValueSyntax { Value: { } text } && Requirement.Parse(text).Value?.Name == name);

    private static ArraySyntax? Find(string toml)
    {
        var document = SyntaxParser.Parse(toml, null, validate: true);
        var own = TableOf(document)?.Items.FirstOrDefault(item => NameOf(item.Key) == Key)?.Value;
        var dotted = document.KeyValues.FirstOrDefault(item => NameOf(item.Key) == $"{Section}.{Key}")?.Value;
        return (own ?? dotted) as ArraySyntax;
    }

    private static TableSyntaxBase? TableOf(string toml) => TableOf(SyntaxParser.Parse(toml, null, validate: true));

    private static TableSyntaxBase? TableOf(DocumentSyntax document) =>
        document.Tables.FirstOrDefault(table => table is TableSyntax && NameOf(table.Name) == Section);

    private static string? NameOf(KeySyntax? key) => key?.ToString().Trim();

    private static string Replace(string toml, SyntaxNode node, string text) => toml.Remove(Start(node), End(node) - Start(node)).Insert(Start(node), text);

    private static int Start(SyntaxNode node) => node.Span.Start.Offset;

    private static int End(SyntaxNode node) => node.Span.End.Offset + 1;
}
