using System.Text.Json;

namespace Capsule.Runtime;

/// <summary>
/// The representations of a value by MIME type, as Jupyter has them: text as it is, bytes in base64, JSON as JSON. All
/// of it comes from the sandbox: HTML and SVG may hold scripts, and whoever shows them has to see to that.
/// </summary>
public sealed class MimeBundle
{
    /// <summary>The type of tables: <c>{"columns": [name…], "rows": [[cell…]…], "row_count": n}</c>.</summary>
    public const string Table = "application/vnd.capsule.table+json";

    /// <summary>Threat: a bundle of a million types.</summary>
    private const int TypeLimit = 64;

    private const int NameLimit = 256;

    private MimeBundle(IReadOnlyDictionary<string, JsonElement> data) => Data = data;

    /// <summary>A value without representations.</summary>
    public static MimeBundle Empty { get; } = new(new Dictionary<string, JsonElement>());

    /// <summary>The representations.</summary>
    public IReadOnlyDictionary<string, JsonElement> Data { get; }

    /// <summary>The text of a type, or null.</summary>
    public string? Text(string type) =>
        Data.TryGetValue(type, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The bytes of a type such as <c>image/png</c>, or null.</summary>
    public byte[]? Bytes(string type) =>
        Data.TryGetValue(type, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : null;

    /// <summary>Reads what a guest sent.</summary>
    /// <exception cref="JsonException">It is no bundle.</exception>
    internal static MimeBundle Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a bundle is an object");
        }

        var data = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in element.EnumerateObject())
        {
            if (data.Count == TypeLimit || part.Name.Length > NameLimit)
            {
                throw new JsonException("a bundle has too many types");
            }

            data[part.Name] = part.Value.Clone();
        }

        return new MimeBundle(data);
    }
}
