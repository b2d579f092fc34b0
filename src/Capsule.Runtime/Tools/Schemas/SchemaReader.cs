using System.Text.Json;

namespace Capsule.Runtime.Tools.Schemas;

/// <summary>
/// Reads JSON schemas, which servers and clients write who may be hostile: what is malformed is anything, and so is what is beyond the bounds.
/// </summary>
/// <param name="root">The schema that references lead into.</param>
internal sealed class SchemaReader(JsonElement root)
{
    /// <summary>Threat: a schema that refers to itself without end.</summary>
    private const int MaxDepth = 8;

    /// <summary>Threat: a name or a value that is as long as a message may be, referred to a thousand times.</summary>
    private const int MaxNameLength = 256;

    /// <summary>Threat: references to references, each to many: they would grow with the power of the depth.</summary>
    private int partsLeft = 3_000;

    private int textLeft = 200_000;

    /// <summary>The type that a schema describes.</summary>
    internal SchemaType Read(JsonElement schema) => Read(schema, 0);

    /// <summary>The members of a schema of a function's arguments; null where it does not say them.</summary>
    internal SchemaType.Members? ReadArguments(JsonElement schema) => Read(schema) as SchemaType.Members;

    private SchemaType Read(JsonElement schema, int depth)
    {
        if (--partsLeft < 0 || depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
        {
            return SchemaType.Anything;
        }

        if (Find(schema, "$ref", JsonValueKind.String) is { } reference)
        {
            return JsonPointer.Resolve(root, reference.GetString()!) is { } target ? Read(target, depth + 1) : SchemaType.Anything;
        }

        var type = ReadOne(schema, depth);
        return Find(schema, "nullable", JsonValueKind.True) is null ? type : UnionOf([type, new SchemaType.Plain(SchemaKind.Null)]);
    }

    private SchemaType ReadOne(JsonElement schema, int depth)
    {
        if (schema.TryGetProperty("const", out var only))
        {
            return ChoiceOf([only]);
        }

        if (Find(schema, "enum", JsonValueKind.Array) is { } choices)
        {
            return ChoiceOf(choices.EnumerateArray());
        }

        if ((Find(schema, "anyOf", JsonValueKind.Array) ?? Find(schema, "oneOf", JsonValueKind.Array)) is { } any)
        {
            return UnionOf(any.EnumerateArray().Select(part => Read(part, depth + 1)));
        }

        if (Find(schema, "allOf", JsonValueKind.Array) is { } all)
        {
            return all.GetArrayLength() == 1 ? Read(all[0], depth + 1) : SchemaType.Anything;
        }

        return Find(schema, "type", JsonValueKind.Array) is { } types
            ? UnionOf(types.EnumerateArray().Select(type => OfType(type, schema, depth)))
            : OfType(schema.TryGetProperty("type", out var type) ? type : default, schema, depth);
    }

    private SchemaType OfType(JsonElement type, JsonElement schema, int depth) =>
        (type.ValueKind == JsonValueKind.String ? type.GetString() : schema.TryGetProperty("properties", out _) ? "object" : null) switch
        {
            "string" => new SchemaType.Plain(SchemaKind.Text),
            "integer" => new SchemaType.Plain(SchemaKind.Integer),
            "number" => new SchemaType.Plain(SchemaKind.Number),
            "boolean" => new SchemaType.Plain(SchemaKind.Boolean),
            "null" => new SchemaType.Plain(SchemaKind.Null),
            "array" => new SchemaType.Sequence(schema.TryGetProperty("items", out var items) ? Read(items, depth + 1) : SchemaType.Anything),
            "object" => ReadObject(schema, depth),
            _ => SchemaType.Anything,
        };

    private SchemaType ReadObject(JsonElement schema, int depth)
    {
        var others = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind is JsonValueKind.True or JsonValueKind.Object;
        if (Find(schema, "properties", JsonValueKind.Object) is not { } properties)
        {
            return new SchemaType.Map(others ? Read(additional, depth + 1) : SchemaType.Anything);
        }

        var required = Find(schema, "required", JsonValueKind.Array) is { } names
            ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var members = new Dictionary<string, SchemaMember>(StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject())
        {
            if (partsLeft <= 0 || property.Name.Length > MaxNameLength || !Take(property.Name.Length))
            {
                others = true;
                continue;
            }

            members[property.Name] = new SchemaMember(
                property.Name, Read(property.Value, depth + 1), required.Contains(property.Name), DescriptionOf(property.Value));
        }

        return new SchemaType.Members([.. members.Values], others);
    }

    private SchemaType ChoiceOf(IEnumerable<JsonElement> values)
    {
        var choices = new List<JsonElement>();
        foreach (var value in values)
        {
            var length = value.GetRawText().Length;
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || length > MaxNameLength || --partsLeft < 0 || !Take(length))
            {
                return SchemaType.Anything;
            }

            choices.Add(value);
        }

        return choices.Count == 0 ? SchemaType.Anything : new SchemaType.Choice(choices);
    }

    private static SchemaType UnionOf(IEnumerable<SchemaType> types)
    {
        var parts = types.Distinct().ToArray();
        return parts.Length == 1 ? parts[0] : parts.Length == 0 || parts.Contains(SchemaType.Anything) ? SchemaType.Anything : new SchemaType.Union(parts);
    }

    private string DescriptionOf(JsonElement schema)
    {
        var text = schema.ValueKind == JsonValueKind.Object && Find(schema, "description", JsonValueKind.String) is { } given ? StubText.Clean(given.GetString()!) : "";
        return Take(text.Length) ? text : "";
    }

    private bool Take(int length) => (textLeft -= length) >= 0;

    private static JsonElement? Find(JsonElement schema, string name, JsonValueKind kind) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
