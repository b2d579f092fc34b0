using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Answers;

namespace Capsule.Mcp;

/// <summary>
/// The representations of values in an answer. A model reads text: where a value has one, its HTML, SVG and tables, which say the same in
/// many times the length, are left out, and counted.
/// </summary>
internal sealed class Representations
{
    private const string Plain = "text/plain";

    /// <summary>What is left of a text that is shorter tells nothing.</summary>
    private const int LeastText = 400;

    /// <summary>What a representation takes besides its name and its contents: quotes, separators.</summary>
    private const int Framing = 8;

    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal) { Plain, "text/markdown", "text/latex", "application/json" };

    private readonly List<KeyValuePair<string, JsonElement>> value;
    private readonly List<List<KeyValuePair<string, JsonElement>>> displayed;
    private int leftOut;

    internal Representations(CodeReport report)
    {
        // What Python shows of a value is the result already.
        value = [.. Choose(report.Data).Where(part => !(part.Key == Plain && part.Value.ValueKind == JsonValueKind.String && part.Value.ValueEquals(report.Repr)))];
        displayed = [.. report.Displayed.Select(Choose)];
    }

    /// <summary>How long all of them are.</summary>
    internal int Size => (int)Math.Min(int.MaxValue, All.Sum(part => (long)SizeOf(part)));

    private IEnumerable<KeyValuePair<string, JsonElement>> All => displayed.SelectMany(bundle => bundle).Concat(value);

    /// <summary>Keeps what there is room for, in order, the beginning and the end of a text that is too long, and counts the rest.</summary>
    internal void Take(int most)
    {
        foreach (var bundle in displayed.Append(value))
        {
            var kept = new List<KeyValuePair<string, JsonElement>>();
            foreach (var part in bundle.Select(part => Shorten(part, most)))
            {
                if (SizeOf(part) <= most)
                {
                    kept.Add(part);
                    most -= SizeOf(part);
                }
            }

            leftOut += bundle.Count - kept.Count;
            bundle.Clear();
            bundle.AddRange(kept);
        }
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("data");
        Write(writer, value);
        writer.WriteStartArray("displayed");
        foreach (var bundle in displayed.Where(bundle => bundle.Count > 0))
        {
            Write(writer, bundle);
        }

        writer.WriteEndArray();
        writer.WriteNumber("representations_left_out", leftOut);
    }

    /// <summary>What was displayed, in words.</summary>
    internal IEnumerable<string> Tell()
    {
        foreach (var bundle in displayed.Append(value).Where(bundle => bundle.Count > 0))
        {
            var (type, shown) = bundle[0];
            yield return $"Displayed{(type == Plain ? "" : $" ({type})")}: {(shown.ValueKind == JsonValueKind.String ? shown.GetString() : shown.GetRawText())}";
        }

        if (leftOut > 0)
        {
            yield return $"{leftOut} representations of values are left out.";
        }
    }

    private List<KeyValuePair<string, JsonElement>> Choose(MimeBundle bundle)
    {
        var parts = bundle.Data.Where(part => !CellImages.IsImage(part.Key)).OrderBy(part => part.Key == Plain ? 0 : 1).ToList();
        if (bundle.Data.ContainsKey(Plain))
        {
            leftOut += parts.RemoveAll(part => !Readable.Contains(part.Key));
        }

        return parts;
    }

    private static KeyValuePair<string, JsonElement> Shorten(KeyValuePair<string, JsonElement> part, int most) =>
        SizeOf(part) <= most || part.Key != Plain || part.Value.ValueKind != JsonValueKind.String || most < LeastText ? part
        : new(Plain, JsonElement.Parse($"\"{JsonEncodedText.Encode(Excerpt.Of(part.Value.GetString()!, most - Framing - Plain.Length).Text)}\""));

    private static void Write(Utf8JsonWriter writer, List<KeyValuePair<string, JsonElement>> bundle)
    {
        writer.WriteStartObject();
        foreach (var (type, part) in bundle)
        {
            writer.WritePropertyName(type);
            part.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>With its name, quotes and separators.</summary>
    private static int SizeOf(KeyValuePair<string, JsonElement> part) => Framing + Excerpt.SizeOf(part.Key)
        + (part.Value.ValueKind == JsonValueKind.String ? Excerpt.SizeOf(part.Value.GetString()!) : part.Value.GetRawText().Length);
}
