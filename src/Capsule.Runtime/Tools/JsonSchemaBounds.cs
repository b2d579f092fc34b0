using System.Globalization;
using System.Text.Json;

namespace Capsule.Runtime.Tools;

/// <summary>The bounds of numbers, texts and lists in a JSON schema.</summary>
internal static class JsonSchemaBounds
{
    /// <summary>What is wrong with a value, in words, or null.</summary>
    internal static string? FindProblem(JsonElement schema, JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.Number => Within(schema, value.GetDouble(), "minimum", "maximum", where)
            ?? Outside(schema, value.GetDouble(), where),
        JsonValueKind.String => Within(schema, value.GetString()!.Length, "minLength", "maxLength", where + " in characters"),
        JsonValueKind.Array => Within(schema, value.GetArrayLength(), "minItems", "maxItems", where + " in items"),
        _ => null,
    };

    private static string? Within(JsonElement schema, double size, string least, string most, string where) =>
        Bound(schema, least) is { } from && size < from ? $"{where}: {Show(size)} is less than {Show(from)}"
        : Bound(schema, most) is { } to && size > to ? $"{where}: {Show(size)} is more than {Show(to)}"
        : null;

    private static string? Outside(JsonElement schema, double number, string where) =>
        Bound(schema, "exclusiveMinimum") is { } from && number <= from ? $"{where}: {Show(number)} is not more than {Show(from)}"
        : Bound(schema, "exclusiveMaximum") is { } to && number >= to ? $"{where}: {Show(number)} is not less than {Show(to)}"
        : null;

    private static double? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;

    private static string Show(double number) => number.ToString(CultureInfo.InvariantCulture);
}
