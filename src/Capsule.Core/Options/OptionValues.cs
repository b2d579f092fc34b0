using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsule.Options;

/// <summary>Makes option values of JSON, and JSON of option values.</summary>
internal static class OptionValues
{
    /// <summary>The value that a JSON value stands for.</summary>
    public static OptionValue FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => FromString(json),
        JsonValueKind.Number when json.TryGetInt64(out var integer) => new OptionValue.Integer(integer),
        JsonValueKind.Number => new OptionValue.Real(json.GetDouble()),
        JsonValueKind.True => new OptionValue.Flag(true),
        JsonValueKind.False => new OptionValue.Flag(false),
        JsonValueKind.Array => new OptionValue.List([.. json.EnumerateArray().Select(FromJson)]),
        JsonValueKind.Object => FromObject(json),
        _ => new OptionValue.None(),
    };

    /// <summary>Returns an option's value as JSON, from which <see cref="FromJson"/> makes the same value.</summary>
    public static JsonNode? ToJson(OptionValue value) => value switch
    {
        OptionValue.Text text => JsonValue.Create(text.Value),
        OptionValue.Integer integer => JsonValue.Create(integer.Value),
        OptionValue.Real real => JsonValue.Create(real.Value),
        OptionValue.Flag flag => JsonValue.Create(flag.Value),
        OptionValue.List list => new JsonArray([.. list.Items.Select(ToJson)]),
        OptionValue.Table table => new JsonObject(table.Items.Select(item => KeyValuePair.Create(item.Key, ToJson(item.Value)))),
        OptionValue.Other other => JsonValue.Create(other.Shown),
        _ => null,
    };

    /// <summary>Threat: Python escapes half a surrogate pair, which JSON's grammar allows and no text can hold.</summary>
    private static OptionValue FromString(JsonElement json)
    {
        try
        {
            return new OptionValue.Text(json.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return new OptionValue.Other(json.GetRawText());
        }
    }

    /// <summary>The members of a JSON object; of a name that comes twice, the last counts.</summary>
    private static OptionValue FromObject(JsonElement json)
    {
        var items = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        try
        {
            foreach (var member in json.EnumerateObject())
            {
                items[member.Name] = FromJson(member.Value);
            }
        }
        catch (InvalidOperationException)
        {
            return new OptionValue.Other(json.GetRawText());
        }

        return new OptionValue.Table(items);
    }
}
