using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Capsule.Runtime.Tools.Schemas;

namespace Capsule.Runtime.Languages;

/// <summary>Types of TypeScript.</summary>
internal static partial class TypeScriptTypes
{
    private const string Step = "  ";

    /// <summary>A type, as it stands in a line that starts with an indentation.</summary>
    internal static string Show(SchemaType type, string indent) => type switch
    {
        SchemaType.Plain { Kind: var kind } => kind switch
        {
            SchemaKind.Text => "string",
            SchemaKind.Integer or SchemaKind.Number => "number",
            SchemaKind.Boolean => "boolean",
            SchemaKind.Null => "null",
            _ => "any",
        },
        SchemaType.Choice { Values: var values } => string.Join(" | ", values.Select(Literal).Distinct()),
        SchemaType.Sequence { Item: var item } => Show(item, indent) is var shown && item is SchemaType.Union or SchemaType.Choice ? $"({shown})[]" : $"{shown}[]",
        SchemaType.Map { Value: var value } => $"Record<string, {Show(value, indent)}>",
        SchemaType.Union { Parts: var parts } => string.Join(" | ", parts.Select(part => Show(part, indent)).Distinct()),
        SchemaType.Members members => ShowMembers(members, indent),
        _ => "any",
    };

    /// <summary>A description as a comment before a declaration; empty for none.</summary>
    internal static string Comment(string description, string indent)
    {
        if (description.Length == 0)
        {
            return "";
        }

        // Whoever writes a description must neither end the comment nor tell the compiler what to leave unchecked.
        var safe = Escaped.Replace(description, match => match.Value.Insert(1, match.Value[0] == '@' ? " " : "\\"));
        string[] lines = [.. StubText.Lines(safe)];
        return lines.Length == 1
            ? $"{indent}/** {lines[0]} */\n"
            : $"{indent}/**\n{string.Concat(lines.Select(line => $"{indent} * {line}".TrimEnd() + "\n"))}{indent} */\n";
    }

    private static string ShowMembers(SchemaType.Members members, string indent)
    {
        if (members.All.Count == 0)
        {
            return members.HasOthers ? "Record<string, unknown>" : "Record<string, never>";
        }

        var inner = indent + Step;
        var text = new StringBuilder("{\n");
        foreach (var member in members.All)
        {
            text.Append(Comment(member.Description, inner)).Append(inner).Append(NameOf(member.Name)).Append(member.IsRequired ? ": " : "?: ")
                .Append(Show(member.Type, inner)).Append(";\n");
        }

        return (members.HasOthers ? text.Append(inner).Append("[name: string]: unknown;\n") : text).Append(indent).Append('}').ToString();
    }

    /// <summary>A name of a member; what is no identifier is in quotes.</summary>
    private static string NameOf(string name) => Identifier.IsMatch(name) ? name : Quote(name);

    private static string Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quote(value.GetString()!),
        JsonValueKind.Number => value.GetDouble() is var number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "number",
        _ => value.GetRawText(),
    };

    private static string Quote(string text) => StubText.Quote(text, rune => $"\\u{{{rune.Value:x}}}");

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier { get; }

    [GeneratedRegex(@"\*/|@ts-", RegexOptions.NonBacktracking)]
    private static partial Regex Escaped { get; }
}
