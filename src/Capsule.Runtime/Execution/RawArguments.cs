using System.Text.Json;
using Capsule.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Execution;

/// <summary>A task's arguments as JSON that was checked and not taken apart.</summary>
/// <param name="Args">An array.</param>
/// <param name="Kwargs">An object.</param>
internal sealed record RawArguments(ReadOnlyMemory<byte> Args, ReadOnlyMemory<byte> Kwargs)
{
    private const string Form = "the arguments of a task are {\"args\": […], \"kwargs\": {…}}";
    private static readonly JsonBounds Bounds = JsonBounds.Values with { WantsText = true, Bytes = 64 << 20 };

    /// <summary>
    /// Up to so many bytes of a document, members that are there twice are looked for. Beyond that it would take too much memory, and the
    /// only reader is the child's own, for which the last one counts.
    /// </summary>
    private const long MostToCompare = 32 << 20;

    /// <summary>Reads <c>{"args": […], "kwargs": {…}}</c>, in which no object has a member twice.</summary>
    /// <param name="json">What a guest sent.</param>
    /// <param name="mayGoOn">Is asked now and then whether to go on.</param>
    /// <exception cref="GuestRequestException">It is something else.</exception>
    internal static RawArguments Read(ReadOnlyMemory<byte> json, Func<bool> mayGoOn)
    {
        try
        {
            if (BoundedJson.Measure(json.Span, Bounds, mayGoOn) <= MostToCompare)
            {
                _ = BoundedJson.ParseMeasured(json.Span, Bounds);
            }

            return Split(json);
        }
        catch (JsonException e)
        {
            throw new GuestRequestException($"{Form}: {e.Message}");
        }
    }

    private static RawArguments Split(ReadOnlyMemory<byte> json)
    {
        var (args, kwargs) = (default(Range?), default(Range?));
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = Bounds.Depth });
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new GuestRequestException(Form);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isArgs, isKwargs) = (reader.ValueTextEquals("args"u8), reader.ValueTextEquals("kwargs"u8));
            _ = reader.Read();
            var (start, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            var value = start..(int)reader.BytesConsumed;
            args = !isArgs ? args : kind == JsonTokenType.StartArray ? value : null;
            kwargs = !isKwargs ? kwargs : kind == JsonTokenType.StartObject ? value : null;
        }

        return args is { } positional && kwargs is { } named
            ? new RawArguments(json[positional], json[named])
            : throw new GuestRequestException(Form);
    }
}
