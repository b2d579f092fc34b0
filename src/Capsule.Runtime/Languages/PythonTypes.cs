using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Capsule.Runtime.Tools;
using Capsule.Runtime.Tools.Schemas;

namespace Capsule.Runtime.Languages;

/// <summary>Types of Python.</summary>
/// <param name="function">The function's name, which the names of classes start with.</param>
/// <param name="names">The names of classes that there are.</param>
internal sealed partial class PythonTypes(string function, HashSet<string> names)
{
    /// <summary>Classes for objects with known members, in the order that they need each other.</summary>
    internal List<string> Classes { get; } = [];

    /// <summary>What a stub file has already when it starts.</summary>
    internal static HashSet<string> NamesInUse() => new(["Any", "Literal", "NotRequired", "TypedDict"], StringComparer.Ordinal);

    /// <summary>A type.</summary>
    /// <param name="type">What it describes.</param>
    /// <param name="name">The parameter or member that has the type.</param>
    internal string Show(SchemaType type, string name) => type switch
    {
        SchemaType.Plain { Kind: var kind } => kind switch
        {
            SchemaKind.Text => "str",
            SchemaKind.Integer => "int",
            SchemaKind.Number => "float",
            SchemaKind.Boolean => "bool",
            SchemaKind.Null => "None",
            _ => "Any",
        },
        SchemaType.Choice { Values: var values } =>
            values.Select(Literal).ToArray() is var literals && literals.Contains(null) ? "Any" : $"Literal[{string.Join(", ", literals)}]",
        SchemaType.Sequence { Item: var item } => $"list[{Show(item, name + "_item")}]",
        SchemaType.Map { Value: var value } => $"dict[str, {Show(value, name + "_value")}]",
        SchemaType.Union { Parts: var parts } => string.Join(" | ", parts.Select((part, index) => Show(part, $"{name}_{index + 1}")).Distinct()),
        SchemaType.Members members => ShowMembers(members, name),
        _ => "Any",
    };

    private string ShowMembers(SchemaType.Members members, string name)
    {
        if (members.All.Any(member => !ToolNames.IsParameter(member.Name)))
        {
            return "dict[str, Any]";
        }

        var text = new StringBuilder();
        var title = NewName($"{function}_{name}");
        text.Append("class ").Append(title).Append("(TypedDict):\n");
        foreach (var member in members.All)
        {
            var type = Show(member.Type, $"{name}_{member.Name}");
            text.Append("    ").Append(member.Name).Append(": ").Append(member.IsRequired ? type : $"NotRequired[{type}]").Append('\n');
        }

        Classes.Add(members.All.Count == 0 ? text.Append("    pass\n").ToString() : text.ToString());
        return title;
    }

    private string NewName(string words)
    {
        var name = Word.Replace(words, word => char.ToUpperInvariant(word.Groups[1].Value[0]) + word.Groups[1].Value[1..]);
        var free = name;
        for (var number = 2; !names.Add(free); number++)
        {
            free = $"{name}{number}";
        }

        return free;
    }

    /// <summary>A value in <c>Literal[…]</c>, or null where it can be none.</summary>
    private static string? Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null => "None",
        JsonValueKind.String => StubText.Quote(value.GetString()!, rune => rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"),
        _ => value.TryGetInt64(out var number) ? $"{number}" : null,
    };

    [GeneratedRegex("_*([A-Za-z0-9]+)_*", RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }
}
