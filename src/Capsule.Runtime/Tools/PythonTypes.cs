using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Capsule.Runtime.Tools;

/// <summary>Python's types for a function's JSON schema.</summary>
/// <param name="function">The function's name, which the names of classes start with.</param>
/// <param name="root">The schema that references lead into.</param>
internal sealed partial class PythonTypes(string function, JsonElement root)
{
    /// <summary>Threat: a schema that refers to itself without end.</summary>
    private const int MostDepth = 8;

    /// <summary>Classes for objects with known members, in the order that they need each other.</summary>
    internal List<string> Classes { get; } = [];

    /// <summary>The names in <c>required</c>.</summary>
    internal static HashSet<string> Required(JsonElement schema) => schema.TryGetProperty("required", out var required)
        ? [.. required.EnumerateArray().Select(name => name.GetString() ?? "")]
        : [];

    /// <summary>The type of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The parameter or member that has the type.</param>
    internal string Show(JsonElement schema, string name) => Show(schema, name, 0);

    private string Show(JsonElement schema, string name, int depth)
    {
        if (depth > MostDepth || schema.ValueKind != JsonValueKind.Object)
        {
            return "Any";
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return JsonPointer.Resolve(root, reference.GetString() ?? "") is { } target ? Show(target, name, depth + 1) : "Any";
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            return $"Literal[{string.Join(", ", choices.EnumerateArray().Select(Literal))}]";
        }

        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any))
        {
            return Union(any.EnumerateArray().Select((part, index) => Show(part, $"{name}_{index + 1}", depth + 1)));
        }

        if (!schema.TryGetProperty("type", out var type))
        {
            return "Any";
        }

        return type.ValueKind == JsonValueKind.Array
            ? Union(type.EnumerateArray().Select(part => ShowOne(part.GetString(), schema, name, depth)))
            : ShowOne(type.GetString(), schema, name, depth);
    }

    private string ShowOne(string? type, JsonElement schema, string name, int depth) => type switch
    {
        "string" => "str",
        "integer" => "int",
        "number" => "float",
        "boolean" => "bool",
        "null" => "None",
        "array" => $"list[{(schema.TryGetProperty("items", out var items) ? Show(items, name + "_item", depth + 1) : "Any")}]",
        "object" => ShowObject(schema, name, depth),
        _ => "Any",
    };

    private string ShowObject(JsonElement schema, string name, int depth)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            var values = schema.TryGetProperty("additionalProperties", out var others) ? Show(others, name + "_value", depth + 1) : "Any";
            return $"dict[str, {values}]";
        }

        var members = properties.EnumerateObject().ToArray();
        if (members.Any(member => !ToolNames.IsParameter(member.Name)))
        {
            return "dict[str, Any]";
        }

        var required = Required(schema);
        var text = new StringBuilder();
        var title = ClassName($"{function}_{name}");
        text.Append("class ").Append(title).Append("(TypedDict):\n");
        foreach (var member in members)
        {
            var type = Show(member.Value, $"{name}_{member.Name}", depth + 1);
            text.Append("    ").Append(member.Name).Append(": ")
                .Append(required.Contains(member.Name) ? type : $"NotRequired[{type}]").Append('\n');
        }

        Classes.Add(members.Length == 0 ? text.Append("    pass\n").ToString() : text.ToString());
        return title;
    }

    private static string Union(IEnumerable<string> types) => string.Join(" | ", types.Distinct());

    private static string Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null => "None",
        _ => value.GetRawText(),
    };

    private static string ClassName(string name) =>
        Word.Replace(name, word => char.ToUpperInvariant(word.Groups[1].Value[0]) + word.Groups[1].Value[1..]);

    [GeneratedRegex("_*([A-Za-z0-9]+)_*", RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }
}
