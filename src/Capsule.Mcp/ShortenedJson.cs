using System.Text.Json;

namespace Capsule.Mcp;

/// <summary>
/// Values in answers, which end in a model's context: as long as what is printed may be, and no longer. What was cut says so.
/// </summary>
internal static class ShortenedJson
{
    /// <summary>Writes a value; of a longer one the beginning of its text, as a string.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member. <c>NAME_was_cut</c> and <c>NAME_size</c>, in characters, tell about the whole.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="most">How many characters it may have.</param>
    internal static void Write(Utf8JsonWriter writer, string name, JsonElement? value, int most)
    {
        var text = value is null ? "null" : TextOf(value.Value);
        writer.WritePropertyName(name);
        if (text.Length > most)
        {
            writer.WriteStringValue(Start(text, most));
        }
        else if (value is { } whole)
        {
            whole.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteBoolean($"{name}_was_cut", text.Length > most);
        writer.WriteNumber($"{name}_size", text.Length);
    }

    /// <summary>The length of a value's text, in characters.</summary>
    internal static int SizeOf(JsonElement value) => TextOf(value).Length;

    /// <summary>The beginning of a text; a pair of surrogates is not cut in two.</summary>
    internal static string Start(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
