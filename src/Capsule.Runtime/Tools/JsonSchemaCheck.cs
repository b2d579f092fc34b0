using System.Text.Json;

namespace Capsule.Runtime.Tools;

/// <summary>
/// Checks values against the part of JSON Schema that describes functions' parameters: <c>type</c>, <c>enum</c>,
/// <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>, bounds of numbers and
/// lengths, <c>anyOf</c>, <c>oneOf</c>, <c>allOf</c>, and <c>$ref</c> within the schema. Other words (<c>pattern</c>,
/// <c>format</c>) are the function's to check.
/// </summary>
internal sealed class JsonSchemaCheck
{
    /// <summary>Threat: a schema that refers to itself without end.</summary>
    private const int MostDepth = 128;

    private readonly JsonElement root;

    private JsonSchemaCheck(JsonElement root) => this.root = root;

    /// <summary>What is wrong with a function's arguments, in words, or null. Names that the schema does not know are wrong.</summary>
    internal static string? FindProblem(JsonElement schema, IReadOnlyDictionary<string, JsonElement> arguments)
    {
        var check = new JsonSchemaCheck(schema);
        var known = Member(schema, "properties");
        foreach (var (name, value) in arguments)
        {
            if (known is null || !known.Value.TryGetProperty(name, out var property))
            {
                return Member(schema, "additionalProperties") is { ValueKind: not JsonValueKind.False } ? null
                    : $"there is no argument '{Show(name)}'";
            }

            if (check.Find(property, value, $"'{Show(name)}'", 0) is { } problem)
            {
                return problem;
            }
        }

        return Missing(schema, name => arguments.ContainsKey(name)) is { } missing ? $"the argument '{missing}' is missing" : null;
    }

    private string? Find(JsonElement schema, JsonElement value, string where, int depth)
    {
        if (depth > MostDepth)
        {
            return $"{where} is nested too deeply";
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? $"{where} is not allowed" : null;
        }

        if (Member(schema, "$ref") is { ValueKind: JsonValueKind.String } reference)
        {
            return JsonPointer.Resolve(root, reference.GetString()!) is { } target
                ? Find(target, value, where, depth + 1)
                : $"{where} has a schema with a reference that leads nowhere";
        }

        return FindOwn(schema, value, where) ?? FindInside(schema, value, where, depth) ?? FindCombined(schema, value, where, depth);
    }

    private static string? FindOwn(JsonElement schema, JsonElement value, string where)
    {
        if (Member(schema, "type") is { } type && !Names(type).Any(name => IsOf(name, value)))
        {
            return $"{where} takes {string.Join(" or ", Names(type))}, not {Show(value)}";
        }

        if (Member(schema, "enum") is { ValueKind: JsonValueKind.Array } choices
            && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            return $"{where} takes one of {Show(choices)}, not {Show(value)}";
        }

        if (Member(schema, "const") is { } constant && !JsonElement.DeepEquals(constant, value))
        {
            return $"{where} takes {Show(constant)}, not {Show(value)}";
        }

        return JsonSchemaBounds.FindProblem(schema, value, where);
    }

    private string? FindInside(JsonElement schema, JsonElement value, string where, int depth) => value.ValueKind switch
    {
        JsonValueKind.Array when Member(schema, "items") is { } items => value.EnumerateArray()
            .Select((item, index) => Find(items, item, $"{where}[{index}]", depth + 1))
            .FirstOrDefault(problem => problem is not null),
        JsonValueKind.Object => FindInObject(schema, value, where, depth),
        _ => null,
    };

    private string? FindInObject(JsonElement schema, JsonElement value, string where, int depth)
    {
        var (known, others) = (Member(schema, "properties"), Member(schema, "additionalProperties"));
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{where}.{Show(member.Name)}";
            var problem = known is { } properties && properties.TryGetProperty(member.Name, out var property)
                ? Find(property, member.Value, at, depth + 1)
                : others is { } rest ? Find(rest, member.Value, at, depth + 1)
                : null;
            if (problem is not null)
            {
                return problem;
            }
        }

        return Missing(schema, name => value.TryGetProperty(name, out _)) is { } missing ? $"{where}.{missing} is missing" : null;
    }

    private string? FindCombined(JsonElement schema, JsonElement value, string where, int depth)
    {
        bool Fits(JsonElement choice) => Find(choice, value, where, depth + 1) is null;
        return Member(schema, "allOf") is { ValueKind: JsonValueKind.Array } all
            && all.EnumerateArray().Select(part => Find(part, value, where, depth + 1)).FirstOrDefault(found => found is not null) is { } problem
                ? problem
            : Member(schema, "anyOf") is { ValueKind: JsonValueKind.Array } any && !any.EnumerateArray().Any(Fits)
                || Member(schema, "oneOf") is { ValueKind: JsonValueKind.Array } one && one.EnumerateArray().Count(Fits) != 1
                ? $"{where} is none of the forms that it can have: {Show(value)}"
            : null;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out _) || value.TryGetDouble(out var number) && number == Math.Floor(number)),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static string? Missing(JsonElement schema, Func<string, bool> has) =>
        Member(schema, "required") is { ValueKind: JsonValueKind.Array } required
            ? Names(required).FirstOrDefault(name => !has(name))
            : null;

    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];

    private static JsonElement? Member(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value) ? value : null;

    private static string Show(JsonElement value) => Show(value.GetRawText());

    private static string Show(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
