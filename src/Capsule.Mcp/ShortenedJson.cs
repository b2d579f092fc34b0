using System.Text.Json;
using Capsule.Json;

namespace Capsule.Mcp;

/// <summary>
/// Values and texts in answers, which end in a model's context: each as long as an answer may tell, and no longer. What was cut
/// says so. Lengths are those of the JSON that a model reads, where some characters take two or six.
/// </summary>
internal static class ShortenedJson
{
    /// <summary>Writes a value; of a longer one the beginning of its text, as a string.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member. <c>NAME_was_cut</c> and <c>NAME_size</c>, in characters, tell about the whole.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="most">How many characters of JSON it may have.</param>
    internal static void Write(Utf8JsonWriter writer, string name, JsonElement? value, int most)
    {
        var text = value is null ? "null" : TextOf(value.Value);
        var wasCut = value is { } given && SizeOf(given) > most;
        writer.WritePropertyName(name);
        if (wasCut)
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

        writer.WriteBoolean($"{name}_was_cut", wasCut);
        writer.WriteNumber($"{name}_size", text.Length);
    }

    /// <summary>Writes what was printed: output first, and of errors what there is room for.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="output">Its <c>stdout</c>.</param>
    /// <param name="errors">Its <c>stderr</c>.</param>
    /// <param name="most">How many characters of JSON they may have together.</param>
    /// <param name="wasCut">Whether they are cut already.</param>
    internal static void WriteOutput(Utf8JsonWriter writer, string output, string errors, int most, bool wasCut)
    {
        var toldOutput = Start(output, most);
        var toldErrors = Start(errors, most - SizeOf(toldOutput));
        writer.WriteString("stdout", toldOutput);
        writer.WriteString("stderr", toldErrors);
        writer.WriteBoolean("output_was_cut", wasCut || toldOutput.Length < output.Length || toldErrors.Length < errors.Length);
    }

    /// <summary>The length of a value as JSON, without the quotes of a text.</summary>
    internal static int SizeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? SizeOf(value.GetString()!) : value.GetRawText().Length;

    /// <summary>The length of a text as JSON, without its quotes.</summary>
    internal static int SizeOf(string text)
    {
        var length = 0;
        foreach (var character in text)
        {
            length += PlainJsonEncoder.LengthOf(character);
        }

        return length;
    }

    /// <summary>The beginning of a text, as long as its JSON may be; a pair of surrogates is not cut in two.</summary>
    internal static string Start(string text, int most)
    {
        var (kept, left) = (0, most);
        while (kept < text.Length && PlainJsonEncoder.LengthOf(text[kept]) is var length && length <= left)
        {
            left -= length;
            kept++;
        }

        return kept == text.Length ? text : text[..(kept > 0 && char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept)];
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
