using System.Text.Json;

namespace Capsule.Runtime.Worker;

/// <summary>The name that a client gave to a request: a whole number, a string, or nothing where none could be read.</summary>
internal readonly record struct RequestId(long? Number, string? Text)
{
    /// <summary>What an id can be, for messages.</summary>
    internal const string Forms = "a whole number, or a string of at most 128 characters";

    private const int LongestText = 128;

    /// <summary>No id.</summary>
    internal static RequestId None => default;

    /// <summary>Reads an id; null when it is none of <see cref="Forms"/>.</summary>
    internal static RequestId? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetInt64(out var number) => new RequestId(number, null),
        JsonValueKind.String when json.GetString() is { Length: > 0 and <= LongestText } text => new RequestId(null, text),
        _ => null,
    };

    /// <summary>Writes it as a member.</summary>
    internal void Write(Utf8JsonWriter writer)
    {
        if (Number is { } number)
        {
            writer.WriteNumber("id", number);
        }
        else
        {
            writer.WriteString("id", Text);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? $"\"{Text}\"";
}
