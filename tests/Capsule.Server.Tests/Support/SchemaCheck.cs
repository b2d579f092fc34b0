using System.Text.Json;

namespace Capsule.Server.Tests.Support;

/// <summary>Holds answers against the schemas of the API: what is in an answer is in its schema, and what a schema requires is there.</summary>
internal static class SchemaCheck
{
    internal static void Check(JsonElement value, JsonElement schema, JsonElement schemas, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(value, schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas, where);
        }
        else if (schema.TryGetProperty("oneOf", out var choices))
        {
            var isNull = value.ValueKind == JsonValueKind.Null;
            Check(value, choices.EnumerateArray().First(choice => IsNull(choice) == isNull), schemas, where);
        }
        else
        {
            CheckType(value, schema, where);
            CheckMembers(value, schema, schemas, where);
        }
    }

    private static bool IsNull(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null");

    private static void CheckType(JsonElement value, JsonElement schema, string where)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            var allowed = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];
            Assert.True(allowed.Intersect(NamesOf(value), StringComparer.Ordinal).Any(), $"{where}: {value.GetRawText()} is none of {type.GetRawText()}");
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            Assert.Contains(value.GetString(), values.EnumerateArray().Select(one => one.GetString()));
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement schema, JsonElement schemas, string where)
    {
        JsonElement[] parts = schema.TryGetProperty("allOf", out var all)
            ? [.. all.EnumerateArray().Select(part => part.TryGetProperty("$ref", out var reference) ? schemas.GetProperty(reference.GetString()!.Split('/')[^1]) : part)]
            : [schema];
        foreach (var required in parts.Where(part => part.TryGetProperty("required", out _)).SelectMany(part => part.GetProperty("required").EnumerateArray()))
        {
            Assert.True(value.TryGetProperty(required.GetString()!, out _), $"{where}: {required} is missing");
        }

        var known = parts.Where(part => part.TryGetProperty("properties", out _)).SelectMany(part => part.GetProperty("properties").EnumerateObject())
            .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.Object && known.Count > 0)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (known.TryGetValue(member.Name, out var its))
                {
                    Check(member.Value, its, schemas, $"{where}.{member.Name}");
                }
                else
                {
                    Assert.True(schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind != JsonValueKind.False, $"{where}: {member.Name} is in no schema");
                }
            }
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(item, items, schemas, where);
            }
        }
    }

    private static string[] NamesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ["object"],
        JsonValueKind.Array => ["array"],
        JsonValueKind.String => ["string"],
        JsonValueKind.Number => value.TryGetInt64(out _) ? ["integer", "number"] : ["number"],
        JsonValueKind.Null => ["null"],
        _ => ["boolean"],
    };
}
