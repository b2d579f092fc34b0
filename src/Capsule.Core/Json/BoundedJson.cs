using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Capsule.Json;

/// <summary>
/// The one way in which JSON of others is read: guests, journals, artifacts, sessions, clients. Its cost is linear in its length.
/// </summary>
/// <remarks>
/// Threat: <see cref="JsonDocument"/> looks for the start of each array or object from its end back, through all that lies
/// between. A value costs as often as it is nested: five million numbers in 990 arrays take half a minute. The sum over all
/// values is known before, from <see cref="Utf8JsonReader"/>, which is linear; what would cost more than its length allows is refused.
/// </remarks>
internal static class BoundedJson
{
    /// <summary>Steps that any document may cost: a small one may be nested as deeply as it likes.</summary>
    private const long FreeSteps = 16_000_000;

    /// <summary>Steps for a byte. The densest JSON has a value in two bytes, which may then be nested 32 deep on average.</summary>
    private const long StepsPerByte = 16;

    /// <summary>How many values are read between two questions whether to go on.</summary>
    private const int ValuesBetweenChecks = 4096;

    /// <summary>Bytes that the reader keeps for one value.</summary>
    private const int BytesPerValue = 12;

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is no JSON, or not within its bounds.</exception>
    internal static JsonElement Parse(ReadOnlySpan<byte> json, JsonBounds bounds)
    {
        _ = Measure(json, bounds);
        return ParseMeasured(json, bounds);
    }

    /// <summary>Reads a document that <see cref="Measure"/> has checked.</summary>
    /// <exception cref="JsonException">An object has a member twice: which of them counts differs from reader to reader.</exception>
    internal static JsonElement ParseMeasured(ReadOnlySpan<byte> json, JsonBounds bounds) => JsonElement.Parse(
        json, new JsonDocumentOptions { MaxDepth = bounds.Depth, AllowDuplicateProperties = false });

    /// <summary>Checks a document without keeping anything of it.</summary>
    /// <param name="json">The document in UTF-8.</param>
    /// <param name="bounds">Its bounds.</param>
    /// <param name="mayGoOn">Is asked now and then whether to go on; null for always.</param>
    /// <returns>The bytes of memory that <see cref="Parse"/> would keep.</returns>
    /// <exception cref="JsonException">It is no JSON, or not within its bounds.</exception>
    /// <exception cref="OperationCanceledException">It was not to go on.</exception>
    internal static long Measure(ReadOnlySpan<byte> json, JsonBounds bounds, Func<bool>? mayGoOn = null)
    {
        if (json.Length > bounds.Bytes)
        {
            throw new JsonException($"it has {json.Length} bytes, and {bounds.Bytes} are allowed");
        }

        if (!Utf8.IsValid(json))
        {
            throw new JsonException("it is not valid UTF-8");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = bounds.Depth });
        var (values, steps, most) = (0L, 0L, FreeSteps + (StepsPerByte * json.Length));
        while (reader.Read())
        {
            values++;
            steps += reader.CurrentDepth;
            if (steps > most)
            {
                throw new JsonException($"it has too many values that are nested deeply (up to byte {reader.TokenStartIndex})");
            }

            if (bounds.WantsText && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RequireText(ref reader);
            }

            if (values % ValuesBetweenChecks == 0 && mayGoOn?.Invoke() == false)
            {
                throw new OperationCanceledException();
            }
        }

        return json.Length + (values * BytesPerValue);
    }

    private static void RequireText(ref Utf8JsonReader reader)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            _ = reader.CopyString(buffer.AsSpan());
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("a text has half of a surrogate pair, which is no text");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
