using System.Text.Json;

namespace Capsule.Runtime.HostApi;

/// <summary>What a guest asks of the host. All of it comes from hostile code.</summary>
/// <param name="Body">The request's JSON object.</param>
/// <param name="Payload">The bytes after it.</param>
internal sealed record GuestRequest(JsonElement Body, ReadOnlyMemory<byte> Payload)
{
    /// <summary>How many bytes the JSON has.</summary>
    public int JsonLength { get; init; }

    /// <summary>How many requests for the same operation there were in the attempt before.</summary>
    public int Ordinal { get; init; }

    /// <summary>When it was made, as the task's clock tells.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>A text field of the request.</summary>
    /// <exception cref="GuestRequestException">It is not there, or no string.</exception>
    public string Text(string field) => OptionalText(field)
        ?? throw new GuestRequestException($"the field '{field}' is missing");

    /// <summary>A text field of the request, or null when it is absent or null.</summary>
    /// <exception cref="GuestRequestException">It is something other than a string.</exception>
    public string? OptionalText(string field) => !Has(field, out var value) ? null
        : value.ValueKind == JsonValueKind.String && Unescape(value) is { } text ? text
        : throw new GuestRequestException($"the field '{field}' is no text");

    /// <summary>A number field of the request, or null when it is absent or null.</summary>
    /// <exception cref="GuestRequestException">It is something other than a number.</exception>
    public double? OptionalNumber(string field) => !Has(field, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
        : throw new GuestRequestException($"the field '{field}' is no number");

    /// <summary>Whether a field is there and true.</summary>
    public bool Flag(string field) => Has(field, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A field that is there and not null.</summary>
    /// <exception cref="GuestRequestException">Some field's name is no text.</exception>
    public bool Has(string field, out JsonElement value)
    {
        try
        {
            return Body.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;
        }
        catch (InvalidOperationException)
        {
            throw new GuestRequestException("a field's name has half of a surrogate pair");
        }
    }

    /// <summary>Half of a surrogate pair can be written in JSON, and is no text.</summary>
    private static string? Unescape(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
