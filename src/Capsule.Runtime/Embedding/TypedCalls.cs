using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Capsule.Runtime.Embedding;

/// <summary>Arguments and results as types of the embedding program.</summary>
internal static class TypedCalls
{
    /// <summary>
    /// How types are JSON when the caller names no context: members as Python writes them (<c>max_rows</c> for MaxRows).
    /// </summary>
    internal static JsonSerializerOptions PythonNaming { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
    };

    /// <summary>How a type is JSON when the caller names no context.</summary>
    [RequiresUnreferencedCode("by reflection")]
    [RequiresDynamicCode("by reflection")]
    internal static JsonTypeInfo<T> TypeOf<T>()
    {
        PythonNaming.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)PythonNaming.GetTypeInfo(typeof(T));
    }

    /// <summary>An object gives arguments by name, an array by position, null none.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    internal static TaskCall ToCall(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => new TaskCall(),
        JsonValueKind.Array => new TaskCall { Args = [.. arguments.EnumerateArray()] },
        JsonValueKind.Object => new TaskCall
        {
            Kwargs = arguments.EnumerateObject().ToDictionary(
                member => member.Name, member => member.Value, StringComparer.Ordinal),
        },
        var kind => throw new ArgumentException(
            $"arguments are an object (by name) or a list (by position), and these are JSON's {kind}", nameof(arguments)),
    };

    /// <summary>The envelope with its result as a type; a result that is none of the type is a failure.</summary>
    internal static Envelope<T> ToTyped<T>(Envelope envelope, JsonTypeInfo<T> type)
    {
        var typed = new Envelope<T> { Error = envelope.Error, Execution = envelope.Execution, RunId = envelope.RunId };
        if (!envelope.Success)
        {
            return typed;
        }

        try
        {
            return typed with { Result = envelope.Result.Deserialize(type) };
        }
        catch (JsonException e)
        {
            return typed with
            {
                Error = new Failure(ErrorType.InvalidResult, $"the result is no {typeof(T).Name}: {e.Message}"),
            };
        }
    }
}
